"""boto3 and the AWS CLI against a server: buckets, objects, events. Ends with status 0 when all of it holds."""
import io
import json
import os
import subprocess
import tempfile
import urllib.error
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        expect(e.response["Error"]["Code"], code, str(arguments)[:200])
        return e.response
    raise SystemExit(f"{code} was expected of {arguments}")


def cli(*words):
    done = subprocess.run(["aws", "s3", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"aws s3 {words}: {done.stderr}")
    return done.stdout


s3 = boto3.client("s3")
s3.create_bucket(Bucket="first-box")
expect([b["Name"] for b in s3.list_buckets()["Buckets"]], ["first-box"], "buckets")
s3.put_object(Bucket="first-box", Key="a b/ü", Body=b"hello", Metadata={"colour": "blue"}, ContentType="text/plain")
got = s3.get_object(Bucket="first-box", Key="a b/ü")
expect(got["Body"].read(), b"hello", "bytes")
expect((got["Metadata"], got["ContentType"]), ({"colour": "blue"}, "text/plain"), "headers")
expect([o["Key"] for o in s3.list_objects_v2(Bucket="first-box")["Contents"]], ["a b/ü"], "listed")
expect([o["Key"] for o in s3.list_objects(Bucket="first-box")["Contents"]], ["a b/ü"], "listed the old way")
expect(s3.head_object(Bucket="first-box", Key="a b/ü", ChecksumMode="ENABLED")["ChecksumType"], "FULL_OBJECT", "head")
expect(s3.get_object(Bucket="first-box", Key="a b/ü", Range="bytes=1-2")["Body"].read(), b"el", "range")

# The host names the bucket.
request = urllib.request.Request(
    s3.meta.endpoint_url + "/a%20b/%C3%BC", headers={"Host": "first-box.s3.localhost"})
try:
    urllib.request.urlopen(request)
    raise SystemExit("nobody may read a bucket that is not public")
except urllib.error.HTTPError as e:
    expect((e.code, b"<Code>AccessDenied</Code>" in e.read()), (403, True), "unsigned")

# Presigned.
link = s3.generate_presigned_url("get_object", Params={"Bucket": "first-box", "Key": "a b/ü"})
expect(urllib.request.urlopen(link).read(), b"hello", "presigned get")
link = s3.generate_presigned_url("put_object", Params={"Bucket": "first-box", "Key": "put"})
urllib.request.urlopen(urllib.request.Request(link, data=b"by link", method="PUT"))
expect(s3.get_object(Bucket="first-box", Key="put")["Body"].read(), b"by link", "presigned put")

# With a secret that is known, by both versions of the signature: boto3 makes links of version 2 in
# the older regions unless it is told otherwise.
iam = boto3.client("iam")
iam.create_user(UserName="reader")
iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
key = iam.create_access_key(UserName="reader")["AccessKey"]
for region, version, parameter in (("us-east-1", "s3", "Signature"), ("eu-central-1", "s3v4", "X-Amz-Signature")):
    for secret, status in ((key["SecretAccessKey"], 200), ("another", 403)):
        reader = boto3.client("s3", region_name=region, config=Config(signature_version=version),
                              aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=secret)
        link = reader.generate_presigned_url("get_object", Params={
            "Bucket": "first-box", "Key": "a b/ü", "ResponseContentType": "text/html"})
        expect(f"&{parameter}=" in link, True, link)
        try:
            with urllib.request.urlopen(link) as answer:
                got = (answer.status, answer.headers["Content-Type"])
        except urllib.error.HTTPError as e:
            got = (e.code, e.headers["Content-Type"])
        expect(got, (status, "text/html" if status == 200 else "application/xml"), link)

# Forms, signed by both versions, with a secret that is known.
iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "s3:*Object", "Resource": "arn:aws:s3:::first-box/in/*"}]}))


def post(form, file, **more):
    """Sends a form as a browser does; answers status, error code and headers."""
    fields = {**form["fields"], **more}
    body = b"".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items())
    body += b'--edge\r\nContent-Disposition: form-data; name="file"; filename="cat.txt"\r\n\r\n' + file
    request = urllib.request.Request(form["url"], data=body + b"\r\n--edge--\r\n", headers={
        "Content-Type": "multipart/form-data; boundary=edge"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode().split("<Code>")[1].split("</Code>")[0], e.headers


for region, version, field in (("us-east-1", "s3", "signature"), ("eu-central-1", "s3v4", "x-amz-signature")):
    signer = boto3.client("s3", region_name=region, config=Config(signature_version=version),
                          aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    form = signer.generate_presigned_post(
        "first-box", "in/${filename}", Fields={"Content-Type": "text/html", "success_action_status": "201"},
        Conditions=[["starts-with", "$Content-Type", "text/"], {"success_action_status": "201"},
                    ["content-length-range", 1, 5_000_000]])
    expect(field in form["fields"], True, f"fields of {version}")
    large = os.urandom(3_000_000)
    status, body, headers = post(form, large)
    expect((status, "<Key>in/cat.txt</Key>" in body), (201, True), f"form of {version}: {body}")
    got = s3.get_object(Bucket="first-box", Key="in/cat.txt")
    expect((got["Body"].read() == large, got["ContentType"]), (True, "text/html"), f"object of {version}")
    expect(post(form, b"")[:2], (400, "EntityTooSmall"), "too small")
    expect(post(form, b"x", **{"x-amz-meta-a": "b"})[:2], (403, "AccessDenied"), "a field too many")
    expect(post(form, b"x", **{field: "0"})[:2], (403, "SignatureDoesNotMatch"), "another signature")
    expect(post(signer.generate_presigned_post("first-box", "out"), b"x")[:2], (403, "AccessDenied"),
           "what the signer may not do")
    expect(post(signer.generate_presigned_post("first-box", "in/x", ExpiresIn=-1), b"x")[:2],
           (403, "AccessDenied"), "an old form")
expect(post({"url": s3.meta.endpoint_url + "/first-box", "fields": {"key": "in/x"}}, b"x")[:2],
       (403, "AccessDenied"), "an unsigned form")

# Parts, by the transfer manager.
large = os.urandom(11 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(large), "first-box", "large")
expect(s3.head_object(Bucket="first-box", Key="large")["ETag"][-3:-1], "-2", "ETag of parts")
back = io.BytesIO()
s3.download_fileobj("first-box", "large", back)
expect(back.getvalue() == large, True, "large object")
s3.copy({"Bucket": "first-box", "Key": "large"}, "first-box", "large copy")
expect(s3.head_object(Bucket="first-box", Key="large copy")["ContentLength"], len(large), "copied in parts")

# What is wrong is refused in S3's words.
refused("NoSuchBucket", s3.list_objects_v2, Bucket="no-such-box")
refused("NoSuchKey", s3.get_object, Bucket="first-box", Key="none")
refused("404", s3.head_object, Bucket="first-box", Key="none")
refused("InvalidRange", s3.get_object, Bucket="first-box", Key="put", Range="bytes=100-")
refused("PreconditionFailed", s3.put_object, Bucket="first-box", Key="put", Body=b"", IfNoneMatch="*")
refused("BucketNotEmpty", s3.delete_bucket, Bucket="first-box")
refused("InvalidBucketName", s3.create_bucket, Bucket="no_underscores.here")
refused("InvalidArgument", s3.list_objects_v2, Bucket="first-box", MaxKeys=-1)
refused("NoSuchUpload", s3.list_parts, Bucket="first-box", Key="put", UploadId="none")
refused("MalformedPolicy", s3.put_bucket_policy, Bucket="first-box", Policy="{}")
refused("AccessDenied", s3.put_bucket_policy, Bucket="first-box", Policy=json.dumps({
    "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first-box/*"}]}))
refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket="first-box")
refused("InvalidArgument", s3.put_bucket_notification_configuration, Bucket="first-box", NotificationConfiguration={
    "LambdaFunctionConfigurations": [{
        "LambdaFunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:none",
        "Events": ["s3:ObjectCreated:*"]}]})

# A public bucket.
s3.delete_public_access_block(Bucket="first-box")
s3.put_bucket_policy(Bucket="first-box", Policy=json.dumps({
    "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first-box/put"}, {
        "Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::first-box/drop/*"}]}))
expect(post({"url": s3.meta.endpoint_url + "/first-box", "fields": {"key": "drop/${filename}"}}, b"x")[0], 204,
       "an unsigned form to a public bucket")
expect(s3.get_object(Bucket="first-box", Key="drop/cat.txt")["Body"].read(), b"x", "dropped")
expect(urllib.request.urlopen(s3.meta.endpoint_url + "/first-box/put").read(), b"by link", "public read")
expect(urllib.request.urlopen(urllib.request.Request(
    s3.meta.endpoint_url + "/put", headers={"Host": "first-box.s3.localhost"})).read(), b"by link", "by host")

# Code from a bucket; the bucket's events to the function and to a queue.
code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("app.py", """
import json

def handle(event, context):
    print("TOLD " + json.dumps(event["Records"][0]["s3"]["object"]["key"]))
""")
s3.put_object(Bucket="first-box", Key="code.zip", Body=code.getvalue())
lam = boto3.client("lambda")
lam.create_function(
    FunctionName="told", Runtime="python3.11", Handler="app.handle", Role="arn:aws:iam::000000000000:role/any",
    Code={"S3Bucket": "first-box", "S3Key": "code.zip"})
lam.get_waiter("function_active_v2").wait(FunctionName="told", WaiterConfig={"Delay": 1})
arn = lam.get_function(FunctionName="told")["Configuration"]["FunctionArn"]
refused("InvalidParameterValueException", lam.update_function_code, FunctionName="told", S3Bucket="first-box",
        S3Key="none.zip")
lam.add_permission(
    FunctionName="told", StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
    SourceArn="arn:aws:s3:::first-box")
sqs = boto3.client("sqs")
queue = sqs.create_queue(QueueName="of-the-box")["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
both = {
    "LambdaFunctionConfigurations": [{
        "LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}],
    "QueueConfigurations": [{"QueueArn": queue_arn, "Events": ["s3:ObjectRemoved:*"]}]}
refused("InvalidArgument", s3.put_bucket_notification_configuration, Bucket="first-box",
        NotificationConfiguration=both)
sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps({
    "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": queue_arn}]})})
s3.put_bucket_notification_configuration(Bucket="first-box", NotificationConfiguration=both)
test = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]
expect(json.loads(test["Body"])["Event"], "s3:TestEvent", "test event")
s3.put_object(Bucket="first-box", Key="in/new object", Body=b"x")
s3.delete_object(Bucket="first-box", Key="in/new object")
gone = json.loads(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]["Body"])["Records"][0]
expect(gone["eventName"], "ObjectRemoved:Delete", "event in the queue")
logs = boto3.client("logs")
for _ in range(200):
    try:
        lines = logs.filter_log_events(logGroupName="/aws/lambda/told", filterPattern='"TOLD"')["events"]
    except ClientError:
        lines = []
    if lines:
        break
expect([line["message"].strip() for line in lines], ['TOLD "in/new+object"'], "the function was told")

# The AWS CLI.
with tempfile.TemporaryDirectory() as folder:
    for name in ("one.txt", "two.txt"):
        with open(os.path.join(folder, name), "w") as out:
            out.write(name)
    cli("mb", "s3://second-box")
    cli("sync", folder, "s3://second-box/synced", "--quiet")
    cli("cp", "s3://second-box/synced/one.txt", "s3://second-box/copy.txt", "--quiet")
    cli("mv", "s3://second-box/copy.txt", "s3://second-box/moved.txt", "--quiet")
    listed = cli("ls", "s3://second-box", "--recursive")
    expect([line.split()[-1] for line in listed.splitlines()],
           ["moved.txt", "synced/one.txt", "synced/two.txt"], "aws s3 ls")
    link = cli("presign", "s3://second-box/moved.txt").strip()
    expect(urllib.request.urlopen(link).read(), b"one.txt", "aws s3 presign")
    cli("rb", "s3://second-box", "--force")

print("done")
