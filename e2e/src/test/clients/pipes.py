"""boto3 against a server: EventBridge Pipes. Ends with status 0 when all of it holds."""
import http.server
import json
import os
import threading
import urllib.request
import uuid

import boto3
from botocore.config import Config

from lab import check, create, eventually, holds, lam, run, same

pipes = boto3.client("pipes", config=Config(retries={"total_max_attempts": 1}))
sqs = boto3.client("sqs")
sns = boto3.client("sns")
kinesis = boto3.client("kinesis")
dynamodb = boto3.client("dynamodb")
events = boto3.client("events")
logs = boto3.client("logs")
iam = boto3.client("iam")
OWN = "000000000000"
ROLE = f"arn:aws:iam::{OWN}:role/pipes"


def name(prefix):
    return prefix + "-" + uuid.uuid4().hex[:8]


def arn(function):
    return lam.get_function_configuration(FunctionName=function)["FunctionArn"]


def queue(suffix="", **attributes):
    url = sqs.create_queue(QueueName=name("q") + suffix, Attributes=attributes)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def stream():
    made = name("stream")
    kinesis.create_stream(StreamName=made, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=made, WaiterConfig={"Delay": 1})
    return made, f"arn:aws:kinesis:us-east-1:{OWN}:stream/{made}"


def records(stream_name):
    iterator = kinesis.get_shard_iterator(
        StreamName=stream_name, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    return kinesis.get_records(ShardIterator=iterator)["Records"]


def refused(code, text, call, **arguments):
    try:
        call(**arguments)
    except pipes.exceptions.ClientError as error:
        same(error.response["Error"]["Code"], code)
        holds(text in error.response["Error"]["Message"], error)
        return
    raise AssertionError(f"{call} was not refused")


def admin(path, **body):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"] + "/_forebay/" + path, method="POST", data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def quiet():
    holds(admin("quiet")["quiet"], "quiet")


def state(pipe, wanted):
    holds(eventually(lambda: pipes.describe_pipe(Name=pipe)["CurrentState"] == wanted), pipes.describe_pipe(Name=pipe))


def pipe(source, target, **more):
    made = name("pipe")
    answer = pipes.create_pipe(Name=made, Source=source, Target=target, RoleArn=ROLE, **more)
    same((answer["Arn"], answer["DesiredState"], answer["CurrentState"]),
         (f"arn:aws:pipes:us-east-1:{OWN}:pipe/{made}", "RUNNING", "CREATING"))
    state(made, "RUNNING")
    return made


def taken(url):
    found = []
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        found += [message["Body"] for message in batch]
        for message in batch:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def left(url):
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(counts["ApproximateNumberOfMessages"]) + int(counts["ApproximateNumberOfMessagesNotVisible"])


@check
def from_queue_to_queue_filtered_and_with_a_template():
    inbox, source = queue()
    outbox, target = queue()
    made = pipe(
        source, target,
        SourceParameters={"FilterCriteria": {"Filters": [{"Pattern": json.dumps({"body": {"kind": ["wanted"]}})}]}},
        TargetParameters={"InputTemplate":
                          '{"n": <$.body.n>, "text": "got <$.body.kind> by <aws.pipes.pipe-name>", "all": <$.body.list>}'})
    for n in range(3):
        sqs.send_message(QueueUrl=inbox, MessageBody=json.dumps({"kind": "wanted", "n": n, "list": [n]}))
    sqs.send_message(QueueUrl=inbox, MessageBody=json.dumps({"kind": "other", "n": 9}))
    quiet()
    got = sorted([json.loads(body) for body in taken(outbox)], key=lambda body: body["n"])
    same(got, [{"n": n, "text": f"got wanted by {made}", "all": [n]} for n in range(3)])
    same(left(inbox), 0)
    pipes.stop_pipe(Name=made)
    state(made, "STOPPED")
    sqs.send_message(QueueUrl=inbox, MessageBody=json.dumps({"kind": "wanted", "n": 4, "list": []}))
    quiet()
    same((taken(outbox), left(inbox)), ([], 1))
    pipes.start_pipe(Name=made)
    state(made, "RUNNING")
    quiet()
    same(len(taken(outbox)), 1)
    pipes.delete_pipe(Name=made)
    holds(eventually(lambda: made not in [one["Name"] for one in pipes.list_pipes()["Pipes"]]), "deleted")
    refused("NotFoundException", made, pipes.describe_pipe, Name=made)


@check
def a_function_gets_an_array_and_says_what_failed():
    inbox, source = queue(VisibilityTimeout="30")
    said, _ = queue()
    function = create(name("fn"), """
import boto3, json, os
def handle(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps([r["body"] for r in event]))
    return {"batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in event if r["body"] == "bad"]}
""", Environment={"Variables": {"QUEUE": said}})
    pipe(source, arn(function), SourceParameters={"SqsQueueParameters": {"BatchSize": 2, "MaximumBatchingWindowInSeconds": 5}})
    for body in ("good", "bad"):
        sqs.send_message(QueueUrl=inbox, MessageBody=body)
    holds(eventually(lambda: left(inbox) == 1, 20), left(inbox))
    same(sorted(body for batch in taken(said) for body in json.loads(batch)), ["bad", "good"])


@check
def an_enrichment_makes_what_the_target_gets():
    inbox, source = queue()
    function = create(name("enrich"), """
import json
def handle(event, context):
    return [{"twice": 2 * r["n"]} for r in event if r["n"] >= 0]
""")
    made, target = stream()
    pipe(source, target, Enrichment=arn(function),
         EnrichmentParameters={"InputTemplate": '{"n": <$.body.n>}'},
         TargetParameters={"KinesisStreamParameters": {"PartitionKey": "$.twice"}})
    for n in (-1, 3, 4):
        sqs.send_message(QueueUrl=inbox, MessageBody=json.dumps({"n": n}))
    quiet()
    same(sorted((record["PartitionKey"], record["Data"]) for record in records(made)),
         [("6", b'{"twice":6}'), ("8", b'{"twice":8}')])
    same(left(inbox), 0)


@check
def from_a_stream_to_a_bus_and_on_to_a_queue():
    made, source = stream()
    outbox, target = queue()
    sqs.set_queue_attributes(QueueUrl=outbox, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": target}]})})
    through = pipe(
        source, f"arn:aws:events:us-east-1:{OWN}:event-bus/default",
        SourceParameters={"KinesisStreamParameters": {"StartingPosition": "TRIM_HORIZON", "BatchSize": 10}},
        TargetParameters={"InputTemplate": '{"order": <$.data.order>, "key": <$.partitionKey>}'})
    rule = name("rule")
    events.put_rule(Name=rule, EventPattern=json.dumps({"source": ["Pipe " + through]}))
    events.put_targets(Rule=rule, Targets=[{"Id": "q", "Arn": target}])
    for n in range(3):
        kinesis.put_record(StreamName=made, PartitionKey="k", Data=json.dumps({"order": n}))
    quiet()
    got = [json.loads(body) for body in taken(outbox)]
    same(sorted(event["detail"]["order"] for event in got), [0, 1, 2])
    same({(event["detail-type"], event["detail"]["key"]) for event in got}, {("Event from aws:kinesis", "k")})


@check
def a_tables_changes_reach_a_topic_and_a_log_group():
    made = dynamodb.create_table(
        TableName=name("t"), KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})["TableDescription"]
    dynamodb.get_waiter("table_exists").wait(TableName=made["TableName"], WaiterConfig={"Delay": 1})
    topic = sns.create_topic(Name=name("t"))["TopicArn"]
    outbox, target = queue()
    sqs.set_queue_attributes(QueueUrl=outbox, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": target}]})})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=target, Attributes={"RawMessageDelivery": "true"})
    group = name("group")
    logs.create_log_group(logGroupName=group)
    start = {"DynamoDBStreamParameters": {"StartingPosition": "TRIM_HORIZON"}}
    template = {"InputTemplate": "<$.eventName> <$.dynamodb.Keys.k.S>"}
    pipe(made["LatestStreamArn"], topic, SourceParameters=start, TargetParameters=template)
    pipe(made["LatestStreamArn"], f"arn:aws:logs:us-east-1:{OWN}:log-group:{group}", SourceParameters=start,
         TargetParameters={**template, "CloudWatchLogsParameters": {"LogStreamName": "changes"}})
    for key in ("a", "b"):
        dynamodb.put_item(TableName=made["TableName"], Item={"k": {"S": key}})
    quiet()
    same(sorted(taken(outbox)), ["INSERT a", "INSERT b"])
    same([event["message"] for event in logs.get_log_events(
        logGroupName=group, logStreamName="changes", startFromHead=True)["events"]], ["INSERT a", "INSERT b"])


@check
def what_a_stream_gives_up_is_told_to_the_dead_letter_queue():
    made, source = stream()
    dead, dead_arn = queue()
    function = create(name("fails"), "def handle(event, context):\n    raise Exception('no')\n")
    through = pipe(source, arn(function), SourceParameters={"KinesisStreamParameters": {
        "StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 0, "DeadLetterConfig": {"Arn": dead_arn}}})
    kinesis.put_record(StreamName=made, PartitionKey="k", Data=b"poison")
    quiet()
    [letter] = [json.loads(body) for body in taken(dead)]
    same(letter["context"], {"partnerResourceArn": f"arn:aws:pipes:us-east-1:{OWN}:pipe/{through}",
                             "condition": "RetryAttemptsExhausted"})
    same((letter["KinesisBatchInfo"]["batchSize"], letter["KinesisBatchInfo"]["streamArn"]), (1, source))


@check
def a_pipe_may_do_what_its_role_may():
    inbox, source = queue()
    outbox, target = queue()
    role = name("role")
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    ask = {"Name": name("pipe"), "Source": source, "Target": target, "RoleArn": f"arn:aws:iam::{OWN}:role/{role}"}
    refused("ValidationException", "assume", pipes.create_pipe, **ask)
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "pipes.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))

    def may(*actions):
        iam.put_role_policy(RoleName=role, PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": [source, target]}]}))
    may("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    sqs.set_queue_attributes(QueueUrl=inbox, Attributes={"VisibilityTimeout": "1"})
    pipes.create_pipe(**ask)
    sqs.send_message(QueueUrl=inbox, MessageBody="x")
    holds(eventually(lambda: int(sqs.get_queue_attributes(QueueUrl=inbox, AttributeNames=["All"])["Attributes"][
        "ApproximateNumberOfMessagesNotVisible"]) == 1), "tried")
    same(taken(outbox), [])
    may("sqs:*")
    holds(eventually(lambda: left(inbox) == 0, 20), left(inbox))
    holds(len(taken(outbox)) > 0, "sent")


@check
def an_api_destination_gets_one_item_at_a_time():
    calls, broken = [], [True]

    class Site(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            calls.append((self.path, self.headers["x-key"], self.headers["x-n"], json.loads(body)))
            self.send_response(503 if broken[0] else 200)
            self.end_headers()

        def log_message(self, *args):
            pass

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    connection = events.create_connection(Name=name("c"), AuthorizationType="API_KEY", AuthParameters={
        "ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret"}})["ConnectionArn"]
    target = events.create_api_destination(
        Name=name("d"), ConnectionArn=connection, HttpMethod="POST",
        InvocationEndpoint=f"http://127.0.0.1:{site.server_address[1]}/orders/*")["ApiDestinationArn"]
    inbox, source = queue(VisibilityTimeout="1")
    pipe(source, target, TargetParameters={
        "InputTemplate": '{"order": <$.body.n>}',
        "HttpParameters": {"PathParameterValues": ["$.body.id"], "QueryStringParameters": {"q": "1"},
                           "HeaderParameters": {"x-n": "$.body.n"}}})
    sqs.send_message(QueueUrl=inbox, MessageBody=json.dumps({"n": 0, "id": "a b"}))
    holds(eventually(lambda: len(calls) > 1, 20), "tried again while the site is broken")
    same((set(calls_of(calls)), left(inbox)), ({("/orders/a%20b?q=1", "secret", "0", 0)}, 1))
    broken[0] = False
    holds(eventually(lambda: left(inbox) == 0, 20), "taken once it answers")
    calls.clear()
    for n in range(1, 4):
        sqs.send_message(QueueUrl=inbox, MessageBody=json.dumps({"n": n, "id": "x"}))
    holds(eventually(lambda: left(inbox) == 0, 20), left(inbox))
    same(sorted(calls_of(calls)), [("/orders/x?q=1", "secret", str(n), n) for n in range(1, 4)])
    site.shutdown()


def calls_of(calls):
    return [(path, key, n, body["order"]) for path, key, n, body in calls]


@check
def pipes_are_described_updated_listed_and_tagged():
    _, source = queue()
    _, target = queue()
    log = {"Level": "ERROR", "CloudwatchLogsLogDestination": {"LogGroupArn": f"arn:aws:logs:us-east-1:{OWN}:log-group:g"}}
    made = name("pipe")
    pipes.create_pipe(
        Name=made, Source=source, Target=target, RoleArn=ROLE, DesiredState="STOPPED", Description="d", Tags={"a": "b"},
        SourceParameters={"SqsQueueParameters": {"BatchSize": 5}}, LogConfiguration=log)
    state(made, "STOPPED")
    refused("ConflictException", "already exists", pipes.create_pipe, Name=made, Source=source, Target=target, RoleArn=ROLE)
    pipes.update_pipe(Name=made, RoleArn=ROLE, Description="e", DesiredState="RUNNING",
                      TargetParameters={"InputTemplate": "<$.body>"})
    state(made, "RUNNING")
    described = pipes.describe_pipe(Name=made)
    same((described["Description"], described["Source"], described["Target"], described["RoleArn"], described["Tags"],
          described["SourceParameters"], described["TargetParameters"], described["LogConfiguration"]),
         ("e", source, target, ROLE, {"a": "b"}, {"SqsQueueParameters": {"BatchSize": 5}},
          {"InputTemplate": "<$.body>"}, log))
    resource = described["Arn"]
    pipes.tag_resource(resourceArn=resource, tags={"c": "d"})
    pipes.untag_resource(resourceArn=resource, tagKeys=["a"])
    same(pipes.list_tags_for_resource(resourceArn=resource)["tags"], {"c": "d"})
    [one] = pipes.list_pipes(SourcePrefix=source)["Pipes"]
    same((one["Name"], one["CurrentState"]), (made, "RUNNING"))
    ask = {"Name": name("pipe"), "RoleArn": ROLE}
    refused("ValidationException", "not supported by Forebay", pipes.create_pipe, **ask, Source=source,
            Target=f"arn:aws:states:us-east-1:{OWN}:stateMachine:m")
    refused("ValidationException", "API destinations only", pipes.create_pipe, **ask, Source=source, Target=target,
            TargetParameters={"HttpParameters": {"HeaderParameters": {"a": "b"}}})
    refused("ValidationException", "not supported by Forebay", pipes.create_pipe, **ask, Target=target,
            Source=f"arn:aws:kafka:us-east-1:{OWN}:cluster/c/1")
    refused("ValidationException", "the target takes at most 10", pipes.create_pipe, **ask, Source=source, Target=target,
            SourceParameters={"SqsQueueParameters": {"BatchSize": 11, "MaximumBatchingWindowInSeconds": 1}})
    refused("ValidationException", "invalid path", pipes.create_pipe, **ask, Source=source, Target=target,
            TargetParameters={"InputTemplate": "<$.a[b]>"})
    refused("ValidationException", "roleArn", pipes.create_pipe, Name="x", Source=source, Target=target, RoleArn="no")


run()
