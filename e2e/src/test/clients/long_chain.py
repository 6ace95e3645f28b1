"""
The longest way of an event: from a bucket over a topic, a queue, a function, a table, its stream, a function and a bus
to a function. make STATE builds it; put STATE KEYS puts objects until the server is gone, and notes whose writes were
answered; check STATE KEYS ends with status 0 when each of those has come to the end of the way.
"""
import itertools
import json
import sys
import threading
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lab import create, eventually, lam

s3 = boto3.client("s3")
sns = boto3.client("sns")
sqs = boto3.client("sqs")
events = boto3.client("events")
dynamodb = boto3.client("dynamodb")


def name(prefix):
    return prefix + "-" + uuid.uuid4().hex[:8]


def printed(function):
    """What the function has printed after 'got ', in order."""
    logs = boto3.client("logs")
    try:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="/aws/lambda/" + function, filterPattern='"got "')
        return [event["message"].strip()[4:] for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []


def arn(function):
    return lam.get_function_configuration(FunctionName=function)["FunctionArn"]


def table():
    made = dynamodb.create_table(
        TableName=name("t"), KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})["TableDescription"]
    dynamodb.get_waiter("table_exists").wait(TableName=made["TableName"], WaiterConfig={"Delay": 1})
    return made["TableName"], made["LatestStreamArn"]


STORE = """
import boto3, json, os
table = boto3.client("dynamodb")
def handle(event, context):
    for record in event["Records"]:
        notice = json.loads(json.loads(record["body"])["Message"])
        for each in notice.get("Records", []):
            table.put_item(TableName=os.environ["TABLE"], Item={"k": {"S": each["s3"]["object"]["key"]}})
"""
TELL = """
import boto3, json
bus = boto3.client("events")
def handle(event, context):
    for record in event["Records"]:
        bus.put_events(Entries=[{
            "Source": "chain", "DetailType": record["eventName"],
            "Detail": json.dumps({"key": record["dynamodb"]["Keys"]["k"]["S"]})}])
"""
END = """
def handle(event, context):
    print("got", event["detail-type"], event["detail"]["key"])
"""


def make():
    """Builds it; the bucket at its beginning and the function at its end."""
    stored, stream = table()
    bucket = name("b")
    s3.create_bucket(Bucket=bucket)
    topic = sns.create_topic(Name=name("t"))["TopicArn"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sns:Publish",
            "Resource": topic, "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::" + bucket}}}]}))
    url = sqs.create_queue(QueueName=name("q"), Attributes={"VisibilityTimeout": "8"})["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": queue, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]})})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    store = create(name("store"), STORE, Timeout=8, Environment={"Variables": {"TABLE": stored}})
    tell = create(name("tell"), TELL, Timeout=8)
    end = create(name("end"), END)
    lam.create_event_source_mapping(FunctionName=store, EventSourceArn=queue)
    lam.create_event_source_mapping(FunctionName=tell, EventSourceArn=stream, StartingPosition="TRIM_HORIZON")
    rule = events.put_rule(Name=name("r"), EventPattern=json.dumps({"source": ["chain"]}))["RuleArn"]
    lam.add_permission(FunctionName=end, StatementId="rule", Action="lambda:InvokeFunction",
                       Principal="events.amazonaws.com", SourceArn=rule)
    events.put_targets(Rule=rule.split("/")[-1], Targets=[{"Id": "end", "Arn": arn(end)}])
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={
        "TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectCreated:Put"]}]})
    return bucket, end


def put(bucket, keys):
    """Puts objects until the server is gone; the keys of those that were answered go into a file."""
    once = boto3.client("s3", config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10))
    noted = threading.Lock()

    def work():
        for n in itertools.count():
            key = f"{uuid.uuid4().hex}-{n}"
            try:
                once.put_object(Bucket=bucket, Key=key, Body=b"x")
            except ClientError:
                raise
            except BotoCoreError:
                return
            with noted, open(keys, "a") as out:
                out.write(key + "\n")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(end, keys):
    with open(keys) as lines:
        wanted = {"INSERT " + line.strip() for line in lines}
    if not wanted:
        raise SystemExit("no object was put")
    if not eventually(lambda: wanted <= set(printed(end)), 100):
        missing = wanted - set(printed(end))
        raise SystemExit(f"{len(missing)} of {len(wanted)} did not come: {sorted(missing)[:5]}")
    print(f"{len(wanted)} objects were put, {len(printed(end))} events came to the end of the chain")


if __name__ == "__main__":
    command, state, *keys = sys.argv[1:]
    if command == "make":
        with open(state, "w") as out:
            json.dump(make(), out)
    else:
        with open(state) as made:
            first, last = json.load(made)
        put(first, *keys) if command == "put" else check(last, *keys)
    print("done")
