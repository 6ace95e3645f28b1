"""boto3 against a server: what is logged goes on to functions and streams. Ends with status 0 when all of it holds."""
import base64
import gzip
import json
import os
import subprocess
import time
import urllib.request
import uuid

import boto3
from botocore.config import Config

from lab import check, create, eventually, holds, lam, run, same

# A live tail's host name has a prefix, which a loopback address cannot have.
logs = boto3.client("logs", config=Config(retries={"total_max_attempts": 1}, inject_host_prefix=False))
kinesis = boto3.client("kinesis")
iam = boto3.client("iam")
sqs = boto3.client("sqs")
OWN = "000000000000"


def name(prefix):
    return prefix + "-" + uuid.uuid4().hex[:8]


def arn(function):
    return lam.get_function_configuration(FunctionName=function)["FunctionArn"]


def group_arn(group):
    return f"arn:aws:logs:us-east-1:{OWN}:log-group:{group}"


def allow(function, group, principal="logs.amazonaws.com"):
    lam.add_permission(
        FunctionName=function, StatementId=name("logs"), Action="lambda:InvokeFunction", Principal=principal,
        SourceArn=group_arn(group) + ":*", SourceAccount=OWN)


def refused(code, text, call, **arguments):
    try:
        call(**arguments)
    except logs.exceptions.ClientError as error:
        same(error.response["Error"]["Code"], code)
        holds(text in error.response["Error"]["Message"], error)
        return
    raise AssertionError(f"{call} was not refused")


def quiet():
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"] + "/_forebay/quiet", method="POST", data=b"{}",
        headers={"Content-Type": "application/json"})
    holds(json.load(urllib.request.urlopen(request))["quiet"], "quiet")


def put(group, stream, *messages):
    now = int(time.time() * 1000)
    logs.put_log_events(
        logGroupName=group, logStreamName=stream,
        logEvents=[{"timestamp": now + i, "message": message} for i, message in enumerate(messages)])


# Sends to a queue what it is given, unpacked.
SINK = """
import base64, boto3, gzip, json, os
sqs = boto3.client("sqs")
def handle(event, context):
    data = gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode()
    sqs.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=data)
"""


def sink():
    url = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    return create(name("sink"), SINK, Environment={"Variables": {"QUEUE": url}}), url


def received(url):
    found = []
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        found += [json.loads(message["Body"]) for message in batch]
        for message in batch:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def of(records):
    return [event["message"] for record in records for event in record["logEvents"]]


def group(*streams):
    made = name("group")
    logs.create_log_group(logGroupName=made)
    for stream in streams:
        logs.create_log_stream(logGroupName=made, logStreamName=stream)
    return made


@check
def a_function_gets_what_a_groups_pattern_wants():
    source = group("s")
    function, url = sink()
    ask = {"logGroupName": source, "filterName": "errors", "filterPattern": "ERROR -expected",
           "destinationArn": arn(function)}
    refused("InvalidParameterException", "Could not execute the lambda function.", logs.put_subscription_filter, **ask)
    allow(function, source)
    logs.put_subscription_filter(**ask)
    [described] = logs.describe_subscription_filters(logGroupName=source)["subscriptionFilters"]
    same({key: described[key] for key in ask}, ask)
    same((described["distribution"], described["applyOnTransformedLogs"]), ("ByLogStream", False))
    put(source, "s", "ERROR one", "fine", "ERROR expected", "ERROR two")
    started = time.time()
    quiet()
    [record] = received(url)
    print(f"    subscription: {time.time() - started:.3f} s until quiet")
    same((record["messageType"], record["owner"], record["logGroup"], record["logStream"],
          record["subscriptionFilters"]), ("DATA_MESSAGE", OWN, source, "s", ["errors"]))
    same(of([record]), ["ERROR one", "ERROR two"])
    stored = {event["message"]: event for event in logs.filter_log_events(logGroupName=source)["events"]}
    for event in record["logEvents"]:
        same((event["timestamp"], event["id"]), (stored[event["message"]]["timestamp"], stored[event["message"]]["eventId"]))
    logs.delete_subscription_filter(logGroupName=source, filterName="errors")
    put(source, "s", "ERROR three")
    quiet()
    same(received(url), [])


@check
def a_policy_may_name_the_regions_principal():
    source = group("s")
    function, url = sink()
    allow(function, source, "logs.us-east-1.amazonaws.com")
    logs.put_subscription_filter(
        logGroupName=source, filterName="all", filterPattern="", destinationArn=arn(function))
    put(source, "s", "one")
    quiet()
    same(of(received(url)), ["one"])


@check
def what_a_function_prints_goes_to_another_function():
    talker = create(name("talker"), 'def handle(event, context):\n    print("said", event["n"])\n')
    lam.invoke(FunctionName=talker, Payload=b'{"n": 0}')
    quiet()  # what is stored before a filter is put does not go to it
    own = "/aws/lambda/" + talker
    function, url = sink()
    allow(function, own)
    logs.put_subscription_filter(
        logGroupName=own, filterName="said", filterPattern='"said "', destinationArn=arn(function))
    for n in range(1, 4):
        lam.invoke(FunctionName=talker, Payload=json.dumps({"n": n}).encode())
    quiet()
    same(sorted(line.strip() for line in of(received(url))), ["said 1", "said 2", "said 3"])


@check
def a_function_does_not_hear_its_own_endless_lines():
    function, url = sink()
    lam.invoke(FunctionName=function, Payload=json.dumps(
        {"awslogs": {"data": base64.b64encode(gzip.compress(b'{"logEvents": []}')).decode()}}).encode())
    own = "/aws/lambda/" + function
    allow(function, own)
    refused("InvalidParameterException", "invoked without end", logs.put_subscription_filter,
            logGroupName=own, filterName="own", filterPattern="", destinationArn=arn(function))


@check
def a_stream_gets_records_under_a_role():
    source = group("a", "b")
    stream = name("stream")
    kinesis.create_stream(StreamName=stream, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})
    target = f"arn:aws:kinesis:us-east-1:{OWN}:stream/{stream}"
    role = name("role")
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "logs.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    ask = {"logGroupName": source, "filterName": "all", "filterPattern": "[first, second]", "destinationArn": target}
    refused("InvalidParameterException", "cannot be used without roleArn", logs.put_subscription_filter, **ask)
    ask["roleArn"] = f"arn:aws:iam::{OWN}:role/{role}"
    refused("InvalidParameterException", "Could not deliver test message", logs.put_subscription_filter, **ask)
    iam.put_role_policy(RoleName=role, PolicyName="write", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": target}]}))
    logs.put_subscription_filter(**ask)
    put(source, "a", "one 1", "not this one", "two 2")
    put(source, "b", "three 3")
    quiet()
    iterator = kinesis.get_shard_iterator(
        StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = [json.loads(gzip.decompress(record["Data"]))
               for record in kinesis.get_records(ShardIterator=iterator)["Records"]]
    same([record["messageType"] for record in records], ["CONTROL_MESSAGE", "DATA_MESSAGE", "DATA_MESSAGE"])
    same(sorted(of(records[1:])), ["one 1", "three 3", "two 2"])
    same(sorted((event["extractedFields"]["first"], event["extractedFields"]["second"])
                for record in records[1:] for event in record["logEvents"]),
         [("one", "1"), ("three", "3"), ("two", "2")])


@check
def a_live_tail_shows_what_is_logged():
    source = group("s")
    answer = logs.start_live_tail(logGroupIdentifiers=[group_arn(source)], logEventFilterPattern="?one ?two")
    seen = []
    stream = answer["responseStream"]
    events = iter(stream)
    same(next(events)["sessionStart"]["logGroupIdentifiers"], [group_arn(source)])
    put(source, "s", "one", "other", "two")
    while len(seen) < 2:
        seen += [event["message"] for event in next(events)["sessionUpdate"]["sessionResults"]]
    stream.close()
    same(seen, ["one", "two"])


@check
def metric_filters_are_kept_and_can_be_tried():
    source = group("s")
    metric = {"metricName": "m", "metricNamespace": "n", "metricValue": "$.latency", "unit": "Milliseconds",
              "dimensions": {"path": "$.path"}}
    logs.put_metric_filter(
        logGroupName=source, filterName="slow", filterPattern="{ $.latency > 100 }", metricTransformations=[metric])
    [described] = logs.describe_metric_filters(logGroupName=source)["metricFilters"]
    same((described["filterName"], described["metricTransformations"]), ("slow", [metric]))
    same(logs.test_metric_filter(
        filterPattern="{ $.latency > 100 }", logEventMessages=['{"latency": 99}', '{"latency": 101}'])["matches"],
         [{"eventNumber": 2, "eventMessage": '{"latency": 101}', "extractedValues": {"$.latency": "101"}}])
    same(logs.describe_log_groups(logGroupNamePrefix=source)["logGroups"][0]["metricFilterCount"], 1)
    logs.delete_metric_filter(logGroupName=source, filterName="slow")


@check
def a_rule_writes_to_a_group_that_a_policy_opens_to_it():
    events = boto3.client("events")
    source = "/aws/events/" + group()
    logs.create_log_group(logGroupName=source)
    rule = events.put_rule(Name=name("r"), EventPattern=json.dumps({"source": [source]}))["RuleArn"]
    events.put_targets(Rule=rule.split("/")[-1], Targets=[{"Id": "log", "Arn": group_arn(source)}])

    def tell(detail):
        events.put_events(Entries=[{"Source": source, "DetailType": "t", "Detail": json.dumps({"n": detail})}])
        quiet()
    tell(1)
    logs.put_resource_policy(policyName=source, policyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": group_arn(source) + ":*"}]}))
    tell(2)
    same([json.loads(event["message"])["detail"]["n"]
          for event in logs.filter_log_events(logGroupName=source)["events"]], [2])
    logs.delete_resource_policy(policyName=source)


@check
def the_command_line_puts_filters_and_policies():
    source = group("s")
    function, _ = sink()
    allow(function, source)

    def cli(*arguments):
        done = subprocess.run(["aws", "logs", *arguments], capture_output=True, text=True)
        same(done.returncode, 0)
        return json.loads(done.stdout or "{}")
    cli("put-subscription-filter", "--log-group-name", source, "--filter-name", "f", "--filter-pattern", "",
        "--destination-arn", arn(function))
    same(cli("describe-subscription-filters", "--log-group-name", source)["subscriptionFilters"][0]["filterName"], "f")
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    cli("put-resource-policy", "--policy-name", source, "--policy-document", policy)
    holds(any(one["policyName"] == source for one in cli("describe-resource-policies")["resourcePolicies"]), "policy")
    cli("delete-resource-policy", "--policy-name", source)


run()
