"""boto3 against a server whose clock is steered: delivery streams. Ends with status 0 when all of it holds."""
import base64
import datetime
import gzip
import io
import json
import os
import re
import urllib.request
import zipfile

import boto3
from botocore.config import Config

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
BUCKET = "arn:aws:s3:::lake"
once = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
firehose = boto3.client("firehose", config=once)
s3 = boto3.client("s3", config=once)
lam = boto3.client("lambda", config=once)
logs = boto3.client("logs", config=once)
iam = boto3.client("iam", config=once)


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, what, call, message=None):
    try:
        call()
    except firehose.exceptions.ClientError as error:
        expect(error.response["Error"]["Code"], code, f"{what}: {error}")
        if message is not None:
            expect(error.response["Error"]["Message"], message, what)
        return
    raise SystemExit(f"{what}: was not refused")


def admin(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ENDPOINT + "/_forebay/" + path, data=data, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def advance(span):
    report = admin("POST", "clock", {"advance": span})
    expect(report["settled"], True, f"settled {report}")


def take(prefix=""):
    """What is in the bucket, by its keys, and then no more."""
    expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
    found = {}
    for entry in s3.list_objects_v2(Bucket="lake", Prefix=prefix).get("Contents", []):
        found[entry["Key"]] = s3.get_object(Bucket="lake", Key=entry["Key"])["Body"].read()
        s3.delete_object(Bucket="lake", Key=entry["Key"])
    return found


def only(found, pattern, what):
    [(key, body)] = found.items()
    expect(bool(re.fullmatch(pattern, key)), True, f"{what}: {key}")
    return body


def stream(name, **more):
    return firehose.create_delivery_stream(
        DeliveryStreamName=name,
        ExtendedS3DestinationConfiguration={"RoleARN": ROLE, "BucketARN": BUCKET, **more})["DeliveryStreamARN"]


def put(name, *data):
    answer = firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": one} for one in data])
    expect((answer["FailedPutCount"], len({one["RecordId"] for one in answer["RequestResponses"]})), (0, len(data)), "batch")


admin("POST", "clock", {"freeze": True})
s3.create_bucket(Bucket="lake")

# Records are gathered, and written when the oldest has waited.
HOUR = r"\d{4}/\d\d/\d\d/\d\d/"
NAME = r"-\d{4}(-\d\d){5}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
arn = stream("plain")
expect(arn, f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/plain", "ARN")
described = firehose.describe_delivery_stream(DeliveryStreamName="plain")["DeliveryStreamDescription"]
destination = described["Destinations"][0]["ExtendedS3DestinationDescription"]
expect((described["DeliveryStreamStatus"], described["DeliveryStreamType"], described["VersionId"],
        destination["BufferingHints"], destination["CompressionFormat"], destination["S3BackupMode"]),
       ("ACTIVE", "DirectPut", "1", {"SizeInMBs": 5, "IntervalInSeconds": 300}, "UNCOMPRESSED", "Disabled"), "described")
expect(bool(firehose.put_record(DeliveryStreamName="plain", Record={"Data": b"one\n"})["RecordId"]), True, "an id")
put("plain", b"two\n", b"three\n")
expect(take(), {}, "nothing yet")
advance("PT4M59S")
expect(take(), {}, "nothing before five minutes")
advance("PT1S")
expect(only(take(), HOUR + "plain-1" + NAME, "name"), b"one\ntwo\nthree\n", "as one object")

# Or when so much has gathered.
firehose.update_destination(
    DeliveryStreamName="plain", CurrentDeliveryStreamVersionId="1", DestinationId="destinationId-000000000001",
    ExtendedS3DestinationUpdate={
        "Prefix": "in/!{timestamp:yyyy}/", "ErrorOutputPrefix": "bad/!{firehose:error-output-type}/",
        "CompressionFormat": "GZIP", "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 900}})
put("plain", b"x" * 1000_000, b"y" * 500_000)
body = only(take(), r"in/\d{4}/plain-2" + NAME + r"\.gz", "its new name")
expect(gzip.decompress(body), b"x" * 1000_000 + b"y" * 500_000, "packed")

# Limits.
refused("ValidationException", "a record that is too large", lambda: put("plain", b"z" * 1_024_001))
refused("InvalidArgumentException", "a batch that is too large", lambda: put("plain", *[b"z" * 900_000] * 5),
        "Records size exceeds 4 MB limit")
refused("ValidationException", "too many", lambda: put("plain", *[b"z"] * 501))
refused("ResourceNotFoundException", "no stream", lambda: put("none", b"z"),
        f"Firehose none under account {ACCOUNT} not found.")
refused("ResourceInUseException", "the name again", lambda: stream("plain"),
        f"Firehose plain under accountId {ACCOUNT} already exists")
refused("ConcurrentModificationException", "an old version", lambda: firehose.update_destination(
    DeliveryStreamName="plain", CurrentDeliveryStreamVersionId="1", DestinationId="destinationId-000000000001",
    ExtendedS3DestinationUpdate={"Prefix": "x/"}))
for what, wrong in {
        "an expression without a prefix for errors": {"Prefix": "!{timestamp:yyyy}/"},
        "the type of an error in a prefix": {"Prefix": "!{firehose:error-output-type}/", "ErrorOutputPrefix": "e/"},
        "no namespace": {"Prefix": "!{moon:phase}/", "ErrorOutputPrefix": "!{firehose:error-output-type}/"},
        "Snappy": {"CompressionFormat": "Snappy"},
        "partitions": {"DynamicPartitioningConfiguration": {"Enabled": True}},
        "half of the hints": {"BufferingHints": {"SizeInMBs": 1}},
        "a zone": {"CustomTimeZone": "Mars/Base"}}.items():
    refused("InvalidArgumentException", what, lambda: stream("w", **wrong))
refused("InvalidArgumentException", "another destination", lambda: firehose.create_delivery_stream(
    DeliveryStreamName="w", HttpEndpointDestinationConfiguration={
        "EndpointConfiguration": {"Url": "https://example.com"},
        "S3Configuration": {"RoleARN": ROLE, "BucketARN": BUCKET}}))

# A function makes something else of records, drops them, or fails.
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as archive:
    archive.writestr("handler.py", """
import base64
def handle(event, context):
    assert event["deliveryStreamArn"].endswith(":deliverystream/changed") and event["region"] == "us-east-1"
    records = []
    for record in event["records"]:
        text = base64.b64decode(record["data"]).decode()
        if text == "crash":
            raise ValueError(text)
        result = {"drop": "Dropped", "fail": "ProcessingFailed"}.get(text, "Ok")
        data = base64.b64encode((text.upper() + "\\n").encode()).decode()
        records.append({"recordId": record["recordId"], "result": result, "data": data})
    return {"records": records}
""")
function = lam.create_function(
    FunctionName="change", Runtime="python3.11", Handler="handler.handle", Role=ROLE, Timeout=20,
    Code={"ZipFile": out.getvalue()})["FunctionArn"]
lam.get_waiter("function_active_v2").wait(FunctionName="change")
stream("changed", Prefix="out/", ErrorOutputPrefix="bad/!{firehose:error-output-type}/",
       BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 60},
       ProcessingConfiguration={"Enabled": True, "Processors": [{"Type": "Lambda", "Parameters": [
           {"ParameterName": "LambdaArn", "ParameterValue": function},
           {"ParameterName": "NumberOfRetries", "ParameterValue": "1"},
           {"ParameterName": "BufferIntervalInSeconds", "ParameterValue": "30"}]}]})
put("changed", b"one", b"drop", b"fail", b"two")
advance("PT30S")
expect(take(), {}, "what was changed waits again")
advance("PT1M")
expect(only(take("out/"), "out/" + HOUR + "changed-1" + NAME, "what is well"), b"ONE\nTWO\n", "changed")
[error] = [json.loads(line) for line in only(
    take("bad/"), "bad/processing-failed/changed-1" + NAME, "what is not").splitlines()]
expect((base64.b64decode(error["rawData"]), error["errorCode"], error["attemptsMade"], error["lambdaArn"]),
       (b"fail", "Lambda.ProcessingFailedStatus", 1, function), f"{error}")
put("changed", b"crash")
advance("PT5M")
[error] = [json.loads(line) for line in only(take(), "bad/processing-failed/changed-1" + NAME, "errors").splitlines()]
expect((base64.b64decode(error["rawData"]), error["errorCode"], error["attemptsMade"]),
       (b"crash", "Lambda.FunctionError", 2), f"{error}")

# What is logged goes to a stream, packed; a stream that cannot be written to is refused.
stream("lines", Prefix="logs/", BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 60})
logs.create_log_group(logGroupName="g")
logs.create_log_stream(logGroupName="g", logStreamName="s")
refused("InvalidParameterException", "a filter without a role", lambda: logs.put_subscription_filter(
    logGroupName="g", filterName="f", filterPattern="", destinationArn=arn),
        "destinationArn for vendor firehose cannot be used without roleArn")
refused("InvalidParameterException", "a filter to no stream", lambda: logs.put_subscription_filter(
    logGroupName="g", filterName="f", filterPattern="", destinationArn=arn + "x", roleArn=ROLE))
logs.put_subscription_filter(
    logGroupName="g", filterName="f", filterPattern="wanted", destinationArn=arn.replace("plain", "lines"), roleArn=ROLE)
at = int(datetime.datetime.fromisoformat(admin("GET", "clock")["now"][:19] + "+00:00").timestamp() * 1000)
logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=[
    {"timestamp": at, "message": "wanted"}, {"timestamp": at, "message": "other"}])
expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
advance("PT1M")
packed = only(take(), "logs/" + HOUR + "lines-1" + NAME, "what was logged")
texts = gzip.decompress(packed).decode()  # members of gzip follow each other
expect((texts.count('"messageType":"CONTROL_MESSAGE"'), texts.count('"messageType":"DATA_MESSAGE"'),
        '"message":"wanted"' in texts, "other" in texts), (1, 1, True, False), texts)

# Topics, rules, schedules and pipes bring records too.
stream("pushed", Prefix="pushed/", BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 60})
pushed = arn.replace("plain", "pushed")
sns = boto3.client("sns", config=once)
topic = sns.create_topic(Name="t")["TopicArn"]
refused("InvalidParameter", "a subscription without a role", lambda: sns.subscribe(
    TopicArn=topic, Protocol="firehose", Endpoint=pushed))
sns.subscribe(TopicArn=topic, Protocol="firehose", Endpoint=pushed, Attributes={"SubscriptionRoleArn": ROLE})
sns.subscribe(TopicArn=topic, Protocol="firehose", Endpoint=pushed.replace("pushed", "plain"), Attributes={
    "SubscriptionRoleArn": ROLE, "RawMessageDelivery": "true", "FilterPolicy": '{"raw": ["yes"]}'})
sns.publish(TopicArn=topic, Message="one", MessageAttributes={"raw": {"DataType": "String", "StringValue": "yes"}})
sns.publish(TopicArn=topic, Message="two")
advance("PT15M")
lines = only(take("pushed/"), "pushed/" + HOUR + "pushed-1" + NAME, "messages").decode().splitlines()
expect([(json.loads(line)["Type"], json.loads(line)["Message"], "Signature" in line) for line in lines],
       [("Notification", "one", False), ("Notification", "two", False)], f"{lines}")
expect(gzip.decompress(only(take(), r"in/\d{4}/plain-2" + NAME + r"\.gz", "raw")), b"one", "raw")

events = boto3.client("events", config=once)
events.put_rule(Name="r", EventPattern='{"source": ["tour"]}')
refused("ValidationException", "a target without a role", lambda: events.put_targets(Rule="r", Targets=[{"Id": "d", "Arn": pushed}]))
events.put_targets(Rule="r", Targets=[{"Id": "d", "Arn": pushed, "RoleArn": ROLE, "InputPath": "$.detail"}])
events.put_events(Entries=[{"Source": "tour", "DetailType": "t", "Detail": '{"n":1}'}])
scheduler = boto3.client("scheduler", config=once)
scheduler.create_schedule(
    Name="s", ScheduleExpression="rate(1 day)", FlexibleTimeWindow={"Mode": "OFF"},
    Target={"Arn": pushed, "RoleArn": ROLE, "Input": '{"n":2}'})
expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
scheduler.delete_schedule(Name="s")
sqs = boto3.client("sqs", config=once)
queue = sqs.create_queue(QueueName="q")["QueueUrl"]
pipes = boto3.client("pipes", config=once)
pipes.create_pipe(
    Name="p", RoleArn=ROLE, Source=f"arn:aws:sqs:us-east-1:{ACCOUNT}:q", Target=pushed,
    TargetParameters={"InputTemplate": '{"n": <$.body.n>}'})
sqs.send_message(QueueUrl=queue, MessageBody='{"n":3}')
expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
while pipes.describe_pipe(Name="p")["CurrentState"] != "RUNNING":
    pass
expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
advance("PT1M")
body = b"".join(take("pushed/").values()).decode().replace(" ", "")
expect(sorted(body.replace("}{", "}\n{").split()), ['{"n":1}', '{"n":2}', '{"n":3}'], body)
pipes.delete_pipe(Name="p")

# A data stream may be the source.
kinesis = boto3.client("kinesis", config=once)
kinesis.create_stream(StreamName="k", ShardCount=1)
source = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/k"
firehose.create_delivery_stream(
    DeliveryStreamName="read", DeliveryStreamType="KinesisStreamAsSource",
    KinesisStreamSourceConfiguration={"KinesisStreamARN": source, "RoleARN": ROLE},
    ExtendedS3DestinationConfiguration={
        "RoleARN": ROLE, "BucketARN": BUCKET, "Prefix": "read/",
        "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60},
        "ProcessingConfiguration": {"Enabled": True, "Processors": [
            {"Type": "AppendDelimiterToRecord", "Parameters": [{"ParameterName": "Delimiter", "ParameterValue": "\\n"}]}]}})
described = firehose.describe_delivery_stream(DeliveryStreamName="read")["DeliveryStreamDescription"]
expect((described["DeliveryStreamType"], described["Source"]["KinesisStreamSourceDescription"]["KinesisStreamARN"]),
       ("KinesisStreamAsSource", source), "its source")
refused("InvalidSourceException", "a put", lambda: put("read", b"x"),
        "This operation is not permitted on KinesisStreamAsSource delivery stream type.")
expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
for text in (b"one", b"two"):
    kinesis.put_record(StreamName="k", PartitionKey="p", Data=text)
expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
advance("PT1M")
expect(only(take(), "read/" + HOUR + "read-1" + NAME, "what was read"), b"one\ntwo\n", "what was read")
firehose.delete_delivery_stream(DeliveryStreamName="read")

# A role must trust the service; its policies decide what it may write, and until then records wait.
trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
narrow = iam.create_role(RoleName="narrow", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
refused("InvalidArgumentException", "a role that does not trust it", lambda: stream("n", RoleARN=narrow),
        f"Firehose is unable to assume role {narrow}. Please check the role provided.")
trust["Statement"][0]["Principal"]["Service"] = "firehose.amazonaws.com"
iam.update_assume_role_policy(RoleName="narrow", PolicyDocument=json.dumps(trust))
stream("n", RoleARN=narrow, BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 0})
put("n", b"waits")
advance("PT1M")
expect(take(), {}, "it may not")
iam.put_role_policy(RoleName="narrow", PolicyName="p", PolicyDocument=json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": BUCKET + "/*"}]}))
advance("PT5M")
expect(only(take(), HOUR + "n-1" + NAME, "once it may"), b"waits", "once it may")

# Lists, tags, encryption.
expect(firehose.list_delivery_streams()["DeliveryStreamNames"], ["changed", "lines", "n", "plain", "pushed"], "streams")
page = firehose.list_delivery_streams(Limit=1, ExclusiveStartDeliveryStreamName="changed")
expect((page["DeliveryStreamNames"], page["HasMoreDeliveryStreams"]), (["lines"], True), "a page")
firehose.tag_delivery_stream(DeliveryStreamName="n", Tags=[{"Key": "a", "Value": "b"}, {"Key": "c"}])
firehose.untag_delivery_stream(DeliveryStreamName="n", TagKeys=["c"])
expect(firehose.list_tags_for_delivery_stream(DeliveryStreamName="n")["Tags"], [{"Key": "a", "Value": "b"}], "tags")
firehose.start_delivery_stream_encryption(DeliveryStreamName="n")
expect(firehose.describe_delivery_stream(DeliveryStreamName="n")["DeliveryStreamDescription"]
       ["DeliveryStreamEncryptionConfiguration"], {"Status": "ENABLED", "KeyType": "AWS_OWNED_CMK"}, "encryption")
firehose.stop_delivery_stream_encryption(DeliveryStreamName="n")
firehose.delete_delivery_stream(DeliveryStreamName="n")
refused("ResourceNotFoundException", "deleted", lambda: firehose.describe_delivery_stream(DeliveryStreamName="n"))
print("done")
