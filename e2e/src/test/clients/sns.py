"""boto3 against a server: topics, subscriptions and what comes of them. Ends with status 0 when all holds."""
import base64
import http.server
import io
import json
import queue
import threading
import time
import urllib.error
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, text, operation, /, **request):
    try:
        operation(**request)
    except ClientError as e:
        error = e.response["Error"]
        expect((error["Code"], text in error["Message"]), (code, True), f"{request}: {error['Message']}")
        return
    raise SystemExit(f"{operation.__name__} {request}: not refused")


sns = boto3.client("sns", config=Config(parameter_validation=False))
sqs = boto3.client("sqs")
lam = boto3.client("lambda")
kinesis = boto3.client("kinesis")
ENDPOINT = sns.meta.endpoint_url


def a_queue(name, **attributes):
    """A queue to which topics may send."""
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": arn, "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}}]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    return url, arn


def receive(url, count=1, wait=20):
    got, end = [], time.monotonic() + wait
    while len(got) < count and time.monotonic() < end:
        for message in sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2, MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["All"]).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            got.append(message)
    return got


# A topic's life.
topic = sns.create_topic(Name="orders", Attributes={"DisplayName": "Orders"}, Tags=[{"Key": "team", "Value": "a"}])["TopicArn"]
expect(sns.create_topic(Name="orders")["TopicArn"], topic, "made again")
expect(topic in [t["TopicArn"] for t in sns.list_topics()["Topics"]], True, "listed")
attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
expect(attributes["DisplayName"], "Orders", "display name")
expect(json.loads(attributes["Policy"])["Id"], "__default_policy_ID", "default policy")
expect(sns.list_tags_for_resource(ResourceArn=topic)["Tags"], [{"Key": "team", "Value": "a"}], "tags")
sns.add_permission(TopicArn=topic, Label="theirs", AWSAccountId=["111122223333"], ActionName=["Publish"])
expect(len(json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])["Statement"]), 2, "statements")
sns.remove_permission(TopicArn=topic, Label="theirs")

# Queues: the envelope, raw, filters on attributes and on the body.
plain, plain_arn = a_queue("plain")
raw, raw_arn = a_queue("raw")
some, some_arn = a_queue("some")
body, body_arn = a_queue("body")
first = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=plain_arn, ReturnSubscriptionArn=True)["SubscriptionArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=raw_arn, Attributes={"RawMessageDelivery": "true"})
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=some_arn, Attributes={
    "FilterPolicy": json.dumps({"kind": ["new", {"prefix": "re"}], "price": [{"numeric": [">", 10]}]})})
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=body_arn, Attributes={
    "FilterPolicyScope": "MessageBody", "FilterPolicy": json.dumps({"order": {"state": ["open"]}})})
expect(len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]), 4, "subscriptions")
expect(sns.get_subscription_attributes(SubscriptionArn=first)["Attributes"]["PendingConfirmation"], "false", "confirmed")
one = sns.publish(
    TopicArn=topic, Subject="S", Message=json.dumps({"order": {"state": "open"}}), MessageAttributes={
        "kind": {"DataType": "String.Array", "StringValue": '["old","renewed"]'},
        "price": {"DataType": "Number", "StringValue": "10.5"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}})["MessageId"]
two = sns.publish(TopicArn=topic, Message="just text")["MessageId"]
envelopes = [json.loads(m["Body"]) for m in receive(plain, 2)]
expect(sorted(e["MessageId"] for e in envelopes), sorted([one, two]), "messages of all")
envelope = next(e for e in envelopes if e["MessageId"] == one)
expect(envelope["MessageAttributes"]["bytes"], {"Type": "Binary", "Value": "AP8="}, "binary attribute")
got = receive(raw, 2)
expect(sorted(m["Body"] for m in got), sorted(["just text", envelope["Message"]]), "raw")
expect({k for m in got for k in m.get("MessageAttributes", {})}, {"kind", "price", "bytes"}, "raw attributes")
expect([json.loads(m["Body"])["MessageId"] for m in receive(some)], [one], "by attributes")
expect([json.loads(m["Body"])["MessageId"] for m in receive(body)], [one], "by body")

# The signature verifies against the certificate that the message names.
try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    with urllib.request.urlopen(envelope["SigningCertURL"]) as answer:
        key = x509.load_pem_x509_certificate(answer.read()).public_key()
    names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    text = "".join(f"{name}\n{envelope[name]}\n" for name in names)
    key.verify(base64.b64decode(envelope["Signature"]), text.encode(), padding.PKCS1v15(), hashes.SHA1())
except ImportError:
    pass

batch = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[
    {"Id": "a", "Message": "one"}, {"Id": "b", "Message": ""}, {"Id": "c", "Message": "three"}])
expect([e["Id"] for e in batch["Successful"]], ["a", "c"], "published of the batch")
expect([(e["Id"], e["Code"], e["SenderFault"]) for e in batch["Failed"]], [("b", "InvalidParameter", True)], "refused")
expect(sorted(m["Body"] for m in receive(raw, 2)), ["one", "three"], "of the batch")

# A queue without a policy gets nothing; the subscription's dead-letter queue does.
closed = sqs.create_queue(QueueName="closed")["QueueUrl"]
dead, dead_arn = a_queue("dead")
locked = sns.create_topic(Name="locked")["TopicArn"]
sns.subscribe(TopicArn=locked, Protocol="sqs", Endpoint=plain_arn.replace("plain", "closed"), Attributes={
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn})})
sns.publish(TopicArn=locked, Message="kept out")
letter = receive(dead)[0]
expect(json.loads(letter["Body"])["Message"], "kept out", "dead letter")
expect(sorted(letter["MessageAttributes"]), ["ErrorCode", "ErrorMessage", "RequestID"], "why")
expect(receive(closed, wait=0.1), [], "closed queue")

# An endpoint over HTTP is asked, confirms by the link, gets messages, and is told of its end.
requests = queue.Queue()


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        requests.put((self.headers["x-amz-sns-message-type"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=server.serve_forever, daemon=True).start()
hook = f"http://127.0.0.1:{server.server_port}/"
web = sns.create_topic(Name="web")["TopicArn"]
expect(sns.subscribe(TopicArn=web, Protocol="http", Endpoint=hook)["SubscriptionArn"], "pending confirmation", "asked first")
kind, question = requests.get(timeout=20)
expect(kind, "SubscriptionConfirmation", "question")
with urllib.request.urlopen(json.loads(question)["SubscribeURL"]) as answer:
    expect(b"<ConfirmSubscriptionResult>" in answer.read(), True, "confirmed by the link")
sns.publish(TopicArn=web, Message="over HTTP")
kind, notification = requests.get(timeout=20)
expect((kind, json.loads(notification)["Message"]), ("Notification", "over HTTP"), "notification")
urllib.request.urlopen(json.loads(notification)["UnsubscribeURL"]).close()
expect(requests.get(timeout=20)[0], "UnsubscribeConfirmation", "told of the end")
expect(sns.list_subscriptions_by_topic(TopicArn=web)["Subscriptions"], [], "after the end")
server.shutdown()

# Nobody unsigned does more than links allow.
try:
    urllib.request.urlopen(f"{ENDPOINT}/?Action=DeleteTopic&TopicArn={topic}")
    raise SystemExit("an unsigned call was taken")
except urllib.error.HTTPError as e:
    expect(e.code, 403, "unsigned")

# What is sent nowhere can be read.
sns.subscribe(TopicArn=web, Protocol="sms", Endpoint="+491700000000")
sns.publish(TopicArn=web, Message="a text message")
sns.publish(PhoneNumber="+491700000001", Message="another")
with urllib.request.urlopen(ENDPOINT + "/_forebay/sns/messages") as answer:
    kept = [(m["endpoint"], m["message"]) for m in json.load(answer)]
expect(kept, [("+491700000000", "a text message"), ("+491700000001", "another")], "recorded")

# FIFO: order, numbers, deduplication.
fifo, fifo_arn = a_queue("steps.fifo", FifoQueue="true")
steps = sns.create_topic(Name="steps.fifo", Attributes={"FifoTopic": "true", "ContentBasedDeduplication": "true"})["TopicArn"]
sns.subscribe(TopicArn=steps, Protocol="sqs", Endpoint=fifo_arn, Attributes={"RawMessageDelivery": "true"})
numbers = [sns.publish(TopicArn=steps, MessageGroupId="g", Message=str(i % 20))["SequenceNumber"] for i in range(25)]
expect(numbers[20:], numbers[:5], "repeats")
expect(sorted(numbers[:20]), numbers[:20], "rising")
expect([m["Body"] for m in receive(fifo, 20)], [str(i) for i in range(20)], "in order")

# A function gets messages by its policy, and fails to topics.
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("handler.py", (
        "import json\n"
        "def handle(event, context):\n"
        "    sns = event['Records'][0]['Sns'] if 'Records' in event else {}\n"
        "    if 'fail' in json.dumps(event) or 'kinesis' in json.dumps(event):\n"
        "        raise ValueError('as asked')\n"
        "    return sns.get('Message', 'direct')\n"))


def a_function(name, **others):
    arn = lam.create_function(
        FunctionName=name, Runtime="python3.11", Handler="handler.handle", Timeout=20,
        Role="arn:aws:iam::000000000000:role/any", Code={"ZipFile": package.getvalue()}, **others)["FunctionArn"]
    lam.get_waiter("function_active_v2").wait(FunctionName=name)
    return arn


events = sns.create_topic(Name="events")["TopicArn"]
ends = sns.create_topic(Name="ends")["TopicArn"]
seen, seen_arn = a_queue("seen")
sns.subscribe(TopicArn=ends, Protocol="sqs", Endpoint=seen_arn, Attributes={"RawMessageDelivery": "true"})
function = a_function("worker")
lam.put_function_event_invoke_config(FunctionName="worker", MaximumRetryAttempts=0, DestinationConfig={
    "OnSuccess": {"Destination": ends}, "OnFailure": {"Destination": ends}})
sns.subscribe(TopicArn=events, Protocol="lambda", Endpoint=function, Attributes={
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn})})
sns.publish(TopicArn=events, Message="not permitted yet")
expect(json.loads(receive(dead)[0]["Body"])["Message"], "not permitted yet", "dead letter of a function")
lam.add_permission(
    FunctionName="worker", StatementId="sns", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com",
    SourceArn=events)
sns.publish(TopicArn=events, Message="hello")
record = json.loads(receive(seen)[0]["Body"])
expect((record["requestContext"]["condition"], record["responsePayload"]), ("Success", "hello"), "on success")
sns.publish(TopicArn=events, Message="fail")
record = json.loads(receive(seen)[0]["Body"])
expect(record["requestContext"]["condition"], "RetriesExhausted", "on failure")
expect(record["responsePayload"]["errorMessage"], "as asked", "the error")
expect(record["requestPayload"]["Records"][0]["Sns"]["Message"], "fail", "the event")

a_function("letters", DeadLetterConfig={"TargetArn": ends})
lam.put_function_event_invoke_config(FunctionName="letters", MaximumRetryAttempts=0)
lam.invoke(FunctionName="letters", InvocationType="Event", Payload=b'{"fail": 1}')
letter = receive(seen)[0]
expect(json.loads(letter["Body"]), {"fail": 1}, "dead letter through a topic")
expect(letter["MessageAttributes"]["ErrorMessage"]["StringValue"], "as asked", "its error")

kinesis.create_stream(StreamName="s", ShardCount=1)
kinesis.get_waiter("stream_exists").wait(StreamName="s")
stream = kinesis.describe_stream_summary(StreamName="s")["StreamDescriptionSummary"]["StreamARN"]
a_function("reader")
lam.create_event_source_mapping(
    FunctionName="reader", EventSourceArn=stream, StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=0,
    DestinationConfig={"OnFailure": {"Destination": ends}})
sequence = kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"x")["SequenceNumber"]
record = json.loads(receive(seen, wait=40)[0]["Body"])
expect(record["KinesisBatchInfo"]["startSequenceNumber"], sequence, "what a mapping gave up")
expect(record["requestContext"]["condition"], "RetryAttemptsExhausted", "why")

# Wrong calls get SNS's answers.
refused("InvalidParameter", "Topic Name", sns.create_topic, Name="not a name")
refused("InvalidParameter", "Fifo Topic names must end with .fifo", sns.create_topic, Name="x", Attributes={"FifoTopic": "true"})
refused("NotFound", "Topic does not exist", sns.publish, TopicArn=topic + "x", Message="m")
refused("InvalidParameter", "Empty message", sns.publish, TopicArn=topic, Message="")
refused("InvalidParameter", "Message too long", sns.publish, TopicArn=topic, Message="x" * 262145)
refused("InvalidParameter", "Subject", sns.publish, TopicArn=topic, Message="m", Subject="a\nb")
refused("InvalidParameter", "An ARN must have at least 6 elements, not 1", sns.publish, TopicArn="x", Message="m")
refused("ParameterValueInvalid", "invalid message attribute type", sns.publish, TopicArn=topic, Message="m", MessageAttributes={
    "a": {"DataType": "Text", "StringValue": "v"}})
refused("InvalidParameter", "does not support this protocol", sns.subscribe, TopicArn=topic, Protocol="pigeon", Endpoint="x")
refused("InvalidParameter", "FilterPolicy: ", sns.subscribe, TopicArn=topic, Protocol="sqs", Endpoint=dead_arn, Attributes={
    "FilterPolicy": '{"a": 1}'})
refused("InvalidParameter", "AttributeName", sns.set_topic_attributes, TopicArn=topic, AttributeName="Colour", AttributeValue="x")
refused("InvalidParameter", "Token", sns.confirm_subscription, TopicArn=topic, Token="guess")
refused("NotFound", "Subscription does not exist", sns.get_subscription_attributes, SubscriptionArn=first + "x")
refused("TooManyEntriesInBatchRequest", "", sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=[
    {"Id": str(i), "Message": "m"} for i in range(11)])
refused("BatchEntryIdsNotDistinct", "", sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=[
    {"Id": "a", "Message": "m"}, {"Id": "a", "Message": "m"}])
refused("EmptyBatchRequest", "", sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=[])
refused("ResourceNotFound", "Resource does not exist", sns.list_tags_for_resource, ResourceArn=topic + "x")

sns.delete_topic(TopicArn=topic)
sns.delete_topic(TopicArn=topic)
expect(topic in [t["TopicArn"] for t in sns.list_topics()["Topics"]], False, "deleted")
print("done")
