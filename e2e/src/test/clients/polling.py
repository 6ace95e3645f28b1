"""boto3 against a server: every option of an event source mapping, seen to act. Ends with status 0 when all hold."""
import json
import os
import time
import uuid

import boto3
from lab import check, create, eventually, holds, lam, logs, messages, run, same

sqs = boto3.client("sqs")
kinesis = boto3.client("kinesis")
dynamodb = boto3.client("dynamodb")
s3 = boto3.client("s3")
ACCOUNT, REGION = "000000000000", os.environ["AWS_DEFAULT_REGION"]

FUNCTION = """
import base64, json, time

def text(record):
    if "body" in record:
        return record["body"]
    if "dynamodb" in record:
        return record["dynamodb"]["NewImage"]["text"]["S"]
    return base64.b64decode(record["kinesis"]["data"]).decode()

def identifier(record):
    if "messageId" in record:
        return record["messageId"]
    return record["dynamodb"]["SequenceNumber"] if "dynamodb" in record else record["kinesis"]["sequenceNumber"]

def handle(event, context):
    texts = [text(record) for record in event["Records"]]
    begun = time.time()
    for one in texts:
        if one.startswith("sleep"):
            time.sleep(1)
    print("SEEN " + json.dumps({
        "texts": texts, "version": context.function_version, "from": begun, "to": time.time(),
        "counts": [r["attributes"]["ApproximateReceiveCount"] for r in event["Records"] if "attributes" in r],
        "window": {k: event[k] for k in event if k != "Records"}}))
    if "poison" in texts:
        raise ValueError("poison")
    answer = {"batchItemFailures": [
        {"itemIdentifier": identifier(r)}
        for r in event["Records"] if text(r).startswith("report")]}
    if "state" in event:
        answer["state"] = {"count": event["state"].get("count", 0) + len(texts)}
    return answer
"""


def function(**more):
    return create("f-" + uuid.uuid4().hex[:8], FUNCTION, **more)


def seen(name):
    try:
        lines = messages(f"/aws/lambda/{name}", "SEEN")
    except logs.exceptions.ResourceNotFoundException:
        return []
    return [json.loads(line[line.index("SEEN ") + 5:]) for line in lines]


def texts(name):
    return [one for event in seen(name) for one in event["texts"]]


def queue(**attributes):
    name = "q-" + uuid.uuid4().hex[:8] + (".fifo" if "FifoQueue" in attributes else "")
    url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "60", **attributes})["QueueUrl"]
    return url, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


class Kinesis:
    """A stream of Kinesis, to which texts are put."""
    info = "KinesisBatchInfo"

    @staticmethod
    def make():
        name = "s-" + uuid.uuid4().hex[:8]
        kinesis.create_stream(StreamName=name, ShardCount=1)
        kinesis.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
        return name, f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"

    @staticmethod
    def put(name, *data, key="k"):
        for one in data:
            kinesis.put_record(StreamName=name, PartitionKey=key, Data=one)


class Table:
    """The stream of a table of DynamoDB, to which texts are put as items."""
    info = "DDBStreamBatchInfo"

    @staticmethod
    def make():
        name = "t-" + uuid.uuid4().hex[:8]
        keys = [("pk", "HASH"), ("sk", "RANGE")]
        made = dynamodb.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
        return name, made["TableDescription"]["LatestStreamArn"]

    @staticmethod
    def put(name, *data, key=None):
        """Each an item of its own, or all the one of the key: what keeps an order is an item."""
        for one in data:
            dynamodb.put_item(TableName=name, Item={
                "pk": {"S": "k"}, "sk": {"S": key or uuid.uuid4().hex}, "text": {"S": one}})


def check_streams(test):
    """Checks it with each kind of stream."""
    for source in (Kinesis, Table):
        def one(source=source):
            test(source)
        one.__name__ = f"{test.__name__}_of_{source.__name__}"
        check(one)


def send(url, *bodies):
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)


def state(mapping):
    return lam.get_event_source_mapping(UUID=mapping)["State"]


def settle(mapping):
    holds(eventually(lambda: state(mapping) in ("Enabled", "Disabled")), "the mapping settles")
    return mapping


def connect(source, name, **more):
    mapping = lam.create_event_source_mapping(EventSourceArn=source, FunctionName=name, **more)["UUID"]
    return settle(mapping)


def connect_stream(source, name, **more):
    return connect(source, name, **{"StartingPosition": "TRIM_HORIZON", **more})


def left(url):
    got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(got["ApproximateNumberOfMessages"]) + int(got["ApproximateNumberOfMessagesNotVisible"])


def done(url, name, count):
    """Waits until so many messages are processed and told of; a log line comes a moment after its run."""
    holds(eventually(lambda: left(url) == 0 and len(texts(name)) >= count, 30), "all are processed")


def reports(url):
    return [json.loads(m["Body"]) for m in
            sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])]


@check
def event_source_arn_and_function_name():
    url, arn = queue()
    name = function()
    lam.publish_version(FunctionName=name)
    lam.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    connect(arn, f"{name}:live")
    send(url, "hello")
    holds(eventually(lambda: left(url) == 0 and seen(name)), "the message is processed")
    same(seen(name)[0]["version"], "1", "the version that the alias names")


@check
def enabled():
    url, arn = queue()
    name = function()
    mapping = connect(arn, name, Enabled=False)
    send(url, "later")
    time.sleep(0.5)
    same(left(url), 1, "a disabled mapping takes nothing")
    lam.update_event_source_mapping(UUID=mapping, Enabled=True)
    holds(eventually(lambda: left(url) == 0), "an enabled one does")
    settle(mapping)
    lam.update_event_source_mapping(UUID=mapping, Enabled=False)
    holds(eventually(lambda: state(mapping) == "Disabled"), "it is disabled again")
    send(url, "never")
    time.sleep(0.5)
    same(left(url), 1, "after that it takes nothing")


@check_streams
def batch_size(source):
    name_of, arn = source.make()
    source.put(name_of, *[str(i) for i in range(7)])
    name = function()
    connect_stream(arn, name, BatchSize=3)
    holds(eventually(lambda: len(texts(name)) == 7), "all records are processed")
    same([len(event["texts"]) for event in seen(name)], [3, 3, 1], "sizes of batches")


@check
def maximum_batching_window_in_seconds():
    url, arn = queue()
    name = function()
    connect(arn, name, BatchSize=50, MaximumBatchingWindowInSeconds=2)
    send(url, *[str(i) for i in range(15)])
    done(url, name, 15)
    same([len(event["texts"]) for event in seen(name)], [15], "one batch")


@check
def filter_criteria():
    url, arn = queue()
    name = function()
    connect(arn, name, FilterCriteria={"Filters": [{"Pattern": json.dumps({"body": {"n": [{"numeric": [">", 5]}]}})}]})
    send(url, '{"n":3}', '{"n":7}', "text")
    holds(eventually(lambda: left(url) == 0 and seen(name)), "nothing is left")
    same(texts(name), ['{"n":7}'], "what the function saw")


@check
def function_response_types_of_a_queue():
    url, arn = queue(VisibilityTimeout="30")
    name = function(Timeout=3)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "3"})
    send(url, "good", "report", "fine")
    connect(arn, name, FunctionResponseTypes=["ReportBatchItemFailures"])
    holds(eventually(lambda: texts(name).count("report") >= 2, 15), "the reported message comes back")
    same([texts(name).count(one) for one in ("good", "fine")], [1, 1], "the others do not")
    same(seen(name)[-1]["counts"], ["2"], "its receive count")


@check_streams
def function_response_types(source):
    name_of, arn = source.make()
    source.put(name_of, "a", "b", "report", "c")
    name = function()
    connect_stream(arn, name, FunctionResponseTypes=["ReportBatchItemFailures"], MaximumRetryAttempts=1)
    holds(eventually(lambda: len(seen(name)) == 2), "two tries")
    same([event["texts"] for event in seen(name)], [["a", "b", "report", "c"], ["report", "c"]], "what they had")


@check
def starting_position_and_timestamp():
    name_of, arn = Kinesis.make()
    Kinesis.put(name_of, "old")
    time.sleep(1.1)
    now = time.time()
    time.sleep(0.1)
    Kinesis.put(name_of, "new")
    oldest, latest, at = function(), function(), function()
    connect_stream(arn, oldest)
    connect(arn, latest, StartingPosition="LATEST")
    connect(arn, at, StartingPosition="AT_TIMESTAMP", StartingPositionTimestamp=now)
    Kinesis.put(name_of, "newest")
    for name, wanted in ((oldest, ["old", "new", "newest"]), (latest, ["newest"]), (at, ["new", "newest"])):
        holds(eventually(lambda: len(texts(name)) >= len(wanted)), "records arrive")
        same(texts(name), wanted, "records")


@check
def starting_position_of_a_table():
    name_of, arn = Table.make()
    Table.put(name_of, "old")
    oldest, latest = function(), function()
    connect_stream(arn, oldest)
    connect(arn, latest, StartingPosition="LATEST")
    Table.put(name_of, "new")
    for name, wanted in ((oldest, ["old", "new"]), (latest, ["new"])):
        holds(eventually(lambda: len(texts(name)) >= len(wanted)), "records arrive")
        same(texts(name), wanted, "records")


@check
def filter_criteria_of_a_table():
    name_of, arn = Table.make()
    name = function()
    connect_stream(arn, name, FilterCriteria={"Filters": [{"Pattern": json.dumps(
        {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"text": {"S": [{"prefix": "yes"}]}}}})}]})
    Table.put(name_of, "no", "yes 1", "yes 2")
    holds(eventually(lambda: len(texts(name)) == 2), "those that fit")
    same(texts(name), ["yes 1", "yes 2"], "what the function saw")


@check
def maximum_batching_window_in_seconds_of_a_table():
    name_of, arn = Table.make()
    name = function()
    connect_stream(arn, name, BatchSize=50, MaximumBatchingWindowInSeconds=2)
    Table.put(name_of, *[str(i) for i in range(15)])
    holds(eventually(lambda: len(texts(name)) == 15), "all are processed")
    same([len(event["texts"]) for event in seen(name)], [15], "one batch")


@check_streams
def parallelization_factor(source):
    name_of, arn = source.make()
    for key in "abcdefgh":
        source.put(name_of, f"sleep {key}1", f"sleep {key}2", key=key)
    name = function()
    connect_stream(arn, name, ParallelizationFactor=4, BatchSize=1)
    holds(eventually(lambda: len(texts(name)) == 16, 30), "all are processed")
    events = seen(name)
    most = max(sum(1 for other in events if other["from"] <= one["from"] < other["to"]) for one in events)
    holds(2 <= most <= 4, f"{most} batches of the shard ran at once")
    began = {event["texts"][0]: event["from"] for event in events}
    ended = {event["texts"][0]: event["to"] for event in events}
    holds(all(ended[f"sleep {key}1"] <= began[f"sleep {key}2"] for key in "abcdefgh"), "each key in order")


@check_streams
def bisect_retries_and_destination(source):
    failures, destination = queue()
    name_of, arn = source.make()
    source.put(name_of, "a", "b", "poison", "c")
    name = function()
    connect_stream(
        arn, name, BisectBatchOnFunctionError=True, MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": destination}})
    holds(eventually(lambda: reports(failures)), "the poison is reported")
    report = reports(failures)[0]
    same(report[source.info]["batchSize"], 1, "batchSize")
    same(report["requestContext"]["condition"], "RetryAttemptsExhausted", "condition")
    holds(eventually(lambda: texts(name).count("c") == 2 or ["c"] in [e["texts"] for e in seen(name)]), "c goes on")


@check_streams
def a_bucket_as_destination(source):
    bucket = "b-" + uuid.uuid4().hex[:8]
    s3.create_bucket(Bucket=bucket)
    name_of, arn = source.make()
    source.put(name_of, "poison")
    name = function()
    mapping = connect_stream(
        arn, name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::" + bucket}})
    found = eventually(lambda: s3.list_objects_v2(Bucket=bucket).get("Contents"))
    holds(found and found[0]["Key"].startswith(f"aws/lambda/{mapping}/shardId-"), found)
    record = json.loads(s3.get_object(Bucket=bucket, Key=found[0]["Key"])["Body"].read())
    same(record["requestContext"]["condition"], "RetryAttemptsExhausted", "condition")
    same(record[source.info]["batchSize"], 1, "batchSize")
    # A bucket is told the records themselves, too.
    payload = json.loads(record["payload"])
    same(payload["Records"][0]["eventSourceARN"], arn, "the payload's source")


@check
def a_bucket_as_destination_of_asynchronous_events():
    bucket = "b-" + uuid.uuid4().hex[:8]
    s3.create_bucket(Bucket=bucket)
    name = create("f-" + uuid.uuid4().hex[:8], 'def handle(event, context):\n    raise ValueError("no")\n')
    lam.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::" + bucket}})
    lam.invoke(FunctionName=name, InvocationType="Event", Payload=b'{"a":1}')
    found = eventually(lambda: s3.list_objects_v2(Bucket=bucket).get("Contents"))
    holds(found and found[0]["Key"].startswith(f"aws/lambda/async/{name}/"), found)
    record = json.loads(s3.get_object(Bucket=bucket, Key=found[0]["Key"])["Body"].read())
    same(record["requestPayload"], {"a": 1}, "what it was sent")


@check_streams
def maximum_retry_attempts(source):
    failures, destination = queue()
    name_of, arn = source.make()
    source.put(name_of, "poison")
    name = function()
    connect_stream(
        arn, name, MaximumRetryAttempts=2, DestinationConfig={"OnFailure": {"Destination": destination}})
    holds(eventually(lambda: reports(failures)), "it is given up")
    same(reports(failures)[0]["requestContext"]["approximateInvokeCount"], 3, "tries")
    # A log comes a moment after its run.
    holds(eventually(lambda: len(seen(name)) == 3), "three invocations")


@check_streams
def tumbling_window_in_seconds(source):
    name_of, arn = source.make()
    name = function()
    connect_stream(arn, name, TumblingWindowInSeconds=2, BatchSize=2)
    source.put(name_of, "a", "b", "c")
    holds(eventually(lambda: any(e["window"].get("isFinalInvokeForWindow") for e in seen(name)), 15), "a final call")
    holds(eventually(lambda: sum(
        e["window"]["state"].get("count", 0) for e in seen(name) if e["window"]["isFinalInvokeForWindow"]) == 3, 10),
        "the final calls count all records")


@check
def scaling_config():
    url, arn = queue()
    name = function()
    connect(arn, name, BatchSize=1, ScalingConfig={"MaximumConcurrency": 2})
    send(url, *[f"sleep {i}" for i in range(6)])
    done(url, name, 6)
    events = seen(name)
    most = max(sum(1 for other in events if other["from"] <= one["from"] < other["to"]) for one in events)
    same(most, 2, "batches at once")


@check
def provisioned_poller_config():
    url, arn = queue()
    name = function()
    connect(arn, name, BatchSize=1, ProvisionedPollerConfig={"MinimumPollers": 2, "MaximumPollers": 2})
    send(url, *[f"sleep {i}" for i in range(12)])
    done(url, name, 12)
    events = seen(name)
    most = max(sum(1 for other in events if other["from"] <= one["from"] < other["to"]) for one in events)
    holds(most > 5, f"{most} batches at once: more than the five without provisioned pollers")


@check
def a_fifo_queue_keeps_the_order_of_each_group():
    url, arn = queue(FifoQueue="true", ContentBasedDeduplication="true")
    name = function()
    for number in range(4):
        for group in "xyz":
            sqs.send_message(QueueUrl=url, MessageBody=f"{group}{number}", MessageGroupId=group)
    connect(arn, name)
    done(url, name, 12)
    for group in "xyz":
        same([one for one in texts(name) if one[0] == group], [f"{group}{i}" for i in range(4)], group)


@check
def a_deleted_mapping_takes_no_more():
    url, arn = queue()
    mapping = connect(arn, function())
    lam.delete_event_source_mapping(UUID=mapping)

    def gone():
        try:
            return state(mapping) is None
        except lam.exceptions.ResourceNotFoundException:
            return True
    holds(eventually(gone), "it is gone")
    send(url, "left")
    time.sleep(0.5)
    same(left(url), 1, "messages left")


run()
