"""boto3 against a server: whole ways of events, from service to service. Ends with status 0 when all of it holds."""
import json
import os
import urllib.request
import uuid

import boto3

from lab import check, create, eventually, holds, lam, run, same

s3 = boto3.client("s3")
sns = boto3.client("sns")
sqs = boto3.client("sqs")
events = boto3.client("events")
dynamodb = boto3.client("dynamodb")
OWN = "000000000000"


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


@check
def from_bucket_over_topic_queue_function_table_stream_and_bus_to_a_function():
    stored, stream = table()
    bucket = name("b")
    s3.create_bucket(Bucket=bucket)
    topic = sns.create_topic(Name=name("t"))["TopicArn"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sns:Publish",
            "Resource": topic, "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::" + bucket}}}]}))
    url = sqs.create_queue(QueueName=name("q"), Attributes={"VisibilityTimeout": "30"})["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": queue, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]})})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    store = create(name("store"), STORE, Environment={"Variables": {"TABLE": stored}})
    tell = create(name("tell"), TELL)
    end = create(name("end"), END)
    lam.create_event_source_mapping(FunctionName=store, EventSourceArn=queue)
    lam.create_event_source_mapping(FunctionName=tell, EventSourceArn=stream, StartingPosition="TRIM_HORIZON")
    rule = events.put_rule(Name=name("r"), EventPattern=json.dumps({"source": ["chain"]}))["RuleArn"]
    lam.add_permission(FunctionName=end, StatementId="rule", Action="lambda:InvokeFunction",
                       Principal="events.amazonaws.com", SourceArn=rule)
    events.put_targets(Rule=rule.split("/")[-1], Targets=[{"Id": "end", "Arn": arn(end)}])
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={
        "TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectCreated:Put"]}]})
    keys = [f"object {i}" for i in range(5)]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    wanted = sorted("INSERT " + key.replace(" ", "+") for key in keys)
    holds(eventually(lambda: sorted(set(printed(end))) == wanted, 60), (printed(end), wanted))


@check
def from_a_schedule_to_a_function_by_the_virtual_clock():
    end = create(name("end"), 'def handle(event, context):\n    print("got", event["detail-type"], event["time"])\n')
    rule = events.put_rule(Name=name("r"), ScheduleExpression="rate(1 hour)")["RuleArn"]
    lam.add_permission(FunctionName=end, StatementId="rule", Action="lambda:InvokeFunction",
                       Principal="events.amazonaws.com", SourceArn=rule)
    events.put_targets(Rule=rule.split("/")[-1], Targets=[{"Id": "end", "Arn": arn(end)}])
    for hour in (1, 2):
        request = urllib.request.Request(
            os.environ["AWS_ENDPOINT_URL"] + "/_forebay/clock", method="POST",
            data=json.dumps({"advance": "PT1H"}).encode(), headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request).read()
        holds(eventually(lambda: len(printed(end)) >= hour, 20), printed(end))
    holds(all(line.startswith("Scheduled Event ") for line in printed(end)), printed(end))


HEAR = """
import base64, gzip, json
def handle(event, context):
    for line in json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))["logEvents"]:
        print("got", line["message"].strip())
"""


@check
def from_a_functions_logs_over_a_subscription_to_a_function():
    logs = boto3.client("logs")
    talker = create(name("talker"), 'def handle(event, context):\n    print("said", event["n"])\n')
    group = "/aws/lambda/" + talker
    logs.create_log_group(logGroupName=group)
    end = create(name("end"), HEAR)
    lam.add_permission(FunctionName=end, StatementId="logs", Action="lambda:InvokeFunction",
                       Principal="logs.amazonaws.com", SourceArn=f"arn:aws:logs:us-east-1:{OWN}:log-group:{group}:*")
    logs.put_subscription_filter(
        logGroupName=group, filterName="said", filterPattern="said", destinationArn=arn(end))
    for n in range(5):
        lam.invoke(FunctionName=talker, InvocationType="Event", Payload=json.dumps({"n": n}).encode())
    wanted = [f"said {n}" for n in range(5)]
    holds(eventually(lambda: sorted(set(printed(end))) == wanted, 30), printed(end))


run()
