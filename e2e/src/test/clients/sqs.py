"""boto3 against a server: queues and their messages. Ends with status 0 when all of it holds."""
import json
import urllib.parse
import urllib.request

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


sqs = boto3.client("sqs")

dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1})
url = sqs.create_queue(
    QueueName="orders", Attributes={"VisibilityTimeout": "0", "RedrivePolicy": policy}, tags={"team": "a"})["QueueUrl"]
expect(url.startswith(sqs.meta.endpoint_url), True, "the URL carries the host of the request")
expect(sqs.get_queue_url(QueueName="orders")["QueueUrl"], url, "queue URL")
expect(sqs.list_queue_tags(QueueUrl=url)["Tags"], {"team": "a"}, "tags")
expect(sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url], "sources")

# boto3 checks the digests of body and attributes itself.
sent = sqs.send_message(
    QueueUrl=url, MessageBody="poison",
    MessageAttributes={
        "n": {"DataType": "Number", "StringValue": "7"}, "b": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}})
got = sqs.receive_message(
    QueueUrl=url, WaitTimeSeconds=5, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"])["Messages"]
expect([m["MessageId"] for m in got], [sent["MessageId"]], "received")
expect(got[0]["MessageAttributes"]["b"]["BinaryValue"], b"\x00\xff", "binary attribute")
expect(got[0]["Attributes"]["ApproximateReceiveCount"], "1", "receive count")
expect("Messages" in sqs.receive_message(QueueUrl=url), False, "after the last allowed receive")
task = sqs.start_message_move_task(SourceArn=dead_arn)
for _ in range(100):
    tasks = sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"]
    if tasks[0]["Status"] != "RUNNING":
        break
expect([tasks[0]["Status"], tasks[0]["ApproximateNumberOfMessagesMoved"]], ["COMPLETED", 1], "moved back")
again = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
expect([m["Body"] for m in again], ["poison"], "received again")
expect(sqs.receive_message(QueueUrl=url).get("Messages", []), [], "a dead letter once more")
moved = sqs.receive_message(QueueUrl=dead, MessageSystemAttributeNames=["All"])["Messages"][0]
expect(moved["MessageId"], again[0]["MessageId"], "dead letter")
expect(moved["Attributes"]["DeadLetterQueueSourceArn"].endswith(":orders"), True, "source of the dead letter")
sqs.delete_message(QueueUrl=dead, ReceiptHandle=moved["ReceiptHandle"])

fifo = sqs.create_queue(
    QueueName="steps.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})["QueueUrl"]
batch = sqs.send_message_batch(QueueUrl=fifo, Entries=[
    {"Id": "a", "MessageBody": "one", "MessageGroupId": "g"},
    {"Id": "b", "MessageBody": "two", "MessageGroupId": "g"},
    {"Id": "c", "MessageBody": "three"}])
expect([e["Id"] for e in batch["Successful"]], ["a", "b"], "sent of the batch")
expect([e["Id"] for e in batch["Failed"]], ["c"], "refused of the batch")
sqs.send_message(QueueUrl=fifo, MessageBody="one", MessageGroupId="g")
steps = sqs.receive_message(QueueUrl=fifo, MaxNumberOfMessages=10)["Messages"]
expect([m["Body"] for m in steps], ["one", "two"], "once and in order")
sqs.delete_message_batch(
    QueueUrl=fifo,
    Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(steps)])
left = sqs.get_queue_attributes(QueueUrl=fifo, AttributeNames=["All"])["Attributes"]
expect(
    [left["ApproximateNumberOfMessages"], left["ApproximateNumberOfMessagesNotVisible"]], ["0", "0"], "left")

try:
    sqs.get_queue_url(QueueName="none")
    raise SystemExit("a queue that is not there was found")
except sqs.exceptions.QueueDoesNotExist as error:
    expect(error.response["Error"]["Code"], "AWS.SimpleQueueService.NonExistentQueue", "code")

# The query protocol, as older clients speak it, at the queue's own address.
def form(**parameters):
    body = urllib.parse.urlencode({"Version": "2012-11-05", **parameters})
    request = AWSRequest("POST", dead, {"Content-Type": "application/x-www-form-urlencoded"}, body)
    SigV4Auth(boto3.Session().get_credentials(), "sqs", sqs.meta.region_name).add_auth(request)
    prepared = request.prepare()
    with urllib.request.urlopen(
            urllib.request.Request(prepared.url, body.encode(), dict(prepared.headers))) as answer:
        return answer.read().decode()


expect("<SendMessageResponse" in form(Action="SendMessage", MessageBody="by form"), True, "form")
received = form(Action="ReceiveMessage", WaitTimeSeconds="2", **{"AttributeName.1": "SentTimestamp"})
expect("<Body>by form</Body>" in received, True, "received by form")
expect("<Attribute><Name>SentTimestamp</Name><Value>" in received, True, "attributes by form")
sqs.add_permission(QueueUrl=url, Label="all", AWSAccountIds=["111122223333"], Actions=["*"])
allowed = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
expect(json.loads(allowed)["Statement"][0]["Action"], "SQS:*", "policy")
sqs.remove_permission(QueueUrl=url, Label="all")
sqs.delete_queue(QueueUrl=url)
try:
    sqs.create_queue(QueueName="orders")
    raise SystemExit("the name of a deleted queue was free at once")
except sqs.exceptions.QueueDeletedRecently:
    pass
print("done")
