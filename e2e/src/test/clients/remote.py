"""boto3 against two servers: a queue and a stream of the second feed a function of the first. Ends with status 0 when all holds."""
import os
import sys

import boto3
from lab import check, create, eventually, holds, lam, logs, messages, run, same

FAR = sys.argv.pop(1)
sqs = boto3.client("sqs", endpoint_url=FAR)
kinesis = boto3.client("kinesis", endpoint_url=FAR)
ACCOUNT, REGION = "000000000000", os.environ["AWS_DEFAULT_REGION"]
FUNCTION = """
import base64
def handle(event, context):
    for record in event["Records"]:
        text = record["body"] if "body" in record else base64.b64decode(record["kinesis"]["data"]).decode()
        print("SEEN", text)
        if text == "poison":
            raise ValueError(text)
"""


def seen(name):
    try:
        return [line.split("SEEN ")[1].strip() for line in messages(f"/aws/lambda/{name}", "SEEN")]
    except logs.exceptions.ResourceNotFoundException:
        return []


def connect(source, name, **more):
    mapping = lam.create_event_source_mapping(EventSourceArn=source, FunctionName=name, **more)["UUID"]
    holds(eventually(lambda: lam.get_event_source_mapping(UUID=mapping)["State"] == "Enabled"), "it is enabled")
    return mapping


@check
def a_queue_elsewhere_feeds_a_function_here():
    url = sqs.create_queue(QueueName="far", Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
    name = create("of-queue", FUNCTION)
    connect(f"arn:aws:sqs:{REGION}:{ACCOUNT}:far", name)
    for number in range(25):
        sqs.send_message(QueueUrl=url, MessageBody=f"message {number}")
    holds(eventually(lambda: len(set(seen(name))) == 25, 20), "all messages arrive")

    def left():
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return int(got["ApproximateNumberOfMessages"]) + int(got["ApproximateNumberOfMessagesNotVisible"])
    holds(eventually(lambda: left() == 0), "all are deleted")


@check
def a_stream_elsewhere_feeds_a_function_here_and_failures_go_back():
    kinesis.create_stream(StreamName="far", ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName="far", WaiterConfig={"Delay": 1})
    failures = sqs.create_queue(QueueName="failures")["QueueUrl"]
    name = create("of-stream", FUNCTION)
    connect(
        f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/far", name, StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=0,
        BisectBatchOnFunctionError=True,
        DestinationConfig={"OnFailure": {"Destination": f"arn:aws:sqs:{REGION}:{ACCOUNT}:failures"}})
    for number in range(20):
        kinesis.put_record(StreamName="far", PartitionKey=str(number), Data=f"record {number}")
    kinesis.put_record(StreamName="far", PartitionKey="p", Data="poison")
    holds(eventually(lambda: len(set(seen(name))) == 21, 20), "all records arrive")
    reports = eventually(lambda: sqs.receive_message(QueueUrl=failures).get("Messages"))
    same(len(reports), 1, "failures reported")


@check
def a_queue_that_is_nowhere_is_refused():
    try:
        lam.create_event_source_mapping(
            EventSourceArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:nowhere", FunctionName="of-queue")
        raise AssertionError("it was accepted")
    except lam.exceptions.InvalidParameterValueException as refused:
        holds("The specified queue does not exist" in str(refused), refused)


run()
