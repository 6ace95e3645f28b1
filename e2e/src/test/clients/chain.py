"""boto3 against a server: whole ways of events, from service to service. Ends with status 0 when all of it holds."""
import json
import os
import urllib.request

import boto3

import long_chain
from lab import check, create, eventually, holds, lam, run
from long_chain import arn, name, printed

s3 = boto3.client("s3")
events = boto3.client("events")
OWN = "000000000000"


@check
def from_bucket_over_topic_queue_function_table_stream_and_bus_to_a_function():
    bucket, end = long_chain.make()
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
