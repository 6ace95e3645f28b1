"""boto3 against a server: event source mappings, row by row. Ends with status 0 when all of it holds."""
import io
import time
import uuid
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT, REGION = "000000000000", "us-east-1"
# What is wrong must reach the server, and its first answer is the one that counts.
HOSTILE = Config(parameter_validation=False, retries={"max_attempts": 0})
lam = boto3.client("lambda", config=HOSTILE, region_name=REGION)
sqs = boto3.client("sqs", region_name=REGION)
kinesis = boto3.client("kinesis", region_name=REGION)
problems = []


def expect(actual, expected, what):
    if actual != expected:
        problems.append(f"{what}: expected {expected!r}, got {actual!r}")


def refused(what, status, code, message, operation, /, **request):
    """The call must be refused with just this; a message that ends in ... may go on."""
    try:
        operation(**request)
        problems.append(f"{what}: not refused")
    except ClientError as error:
        got = error.response["Error"]
        same = got["Message"].startswith(message[:-3]) if message.endswith("...") else got["Message"] == message
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != status or got["Code"] != code or not same:
            problems.append(f"{what}: {got}")


def invalid(what, message, /, operation=lam.create_event_source_mapping, **request):
    refused(what, 400, "InvalidParameterValueException", message, operation, **request)


def settled(mapping):
    """The mapping, once it is in none of the states of transition."""
    for _ in range(200):
        now = lam.get_event_source_mapping(UUID=mapping)
        if now["State"] in ("Enabled", "Disabled"):
            return now
        time.sleep(0.05)
    raise SystemExit(f"{mapping} stays {now['State']}")


def gone(mapping):
    for _ in range(200):
        try:
            lam.get_event_source_mapping(UUID=mapping)
        except lam.exceptions.ResourceNotFoundException:
            return
        time.sleep(0.05)
    raise SystemExit(f"{mapping} is still there")


def function(name, timeout=5):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("handler.py", "def handle(event, context):\n    return None\n")
    return lam.create_function(
        FunctionName=name, Runtime="python3.11", Handler="handler.handle", Timeout=timeout,
        Role=f"arn:aws:iam::{ACCOUNT}:role/any", Code={"ZipFile": out.getvalue()})["FunctionArn"]


def queue(name, **attributes):
    sqs.create_queue(QueueName=name, Attributes=attributes)
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


function_arn = function("worker")
function("slow", timeout=300)
orders = queue("orders")
fifo = queue("steps.fifo", FifoQueue="true")
stream = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/absent"
table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t/stream/2025-01-01T00:00:00.000"

# What Create answers, and the state that is reached.
created = lam.create_event_source_mapping(FunctionName="worker", EventSourceArn=orders, Tags={"team": "a"})
expect(created.pop("ResponseMetadata")["HTTPStatusCode"], 202, "status of create")
mapping = created["UUID"]
mapping_arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{mapping}"
modified = created.pop("LastModified")
expect(created, {
    "UUID": mapping, "EventSourceMappingArn": mapping_arn, "BatchSize": 10, "MaximumBatchingWindowInSeconds": 0,
    "EventSourceArn": orders, "FunctionArn": function_arn, "State": "Creating",
    "StateTransitionReason": "USER_INITIATED", "FunctionResponseTypes": []}, "created")
expect(abs(modified.timestamp() - time.time()) < 60, True, "LastModified")
expect(settled(mapping)["State"], "Enabled", "state after create")

# The rows of the error table.
absent = str(uuid.uuid4())
for name, operation in (("get", lam.get_event_source_mapping), ("update", lam.update_event_source_mapping),
                        ("delete", lam.delete_event_source_mapping)):
    refused(f"{name} unknown", 404, "ResourceNotFoundException", "The resource you requested does not exist.",
            operation, UUID=absent)
refused("no UUID", 404, "ResourceNotFoundException", "The resource you requested does not exist.",
        lam.get_event_source_mapping, UUID="nonsense")
invalid("no source", "Unrecognized event source.", FunctionName="worker")
invalid("a source of no service", "Unrecognized event source.", FunctionName="worker",
        EventSourceArn=f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i")
invalid("a stream without a name", "Unrecognized event source.", FunctionName="worker",
        EventSourceArn=f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/")
invalid("no function", "Function does not exist", FunctionName="absent", EventSourceArn=orders)
invalid("no version", "Function does not exist", FunctionName="worker:7", EventSourceArn=orders)
invalid("no alias", "Function does not exist", FunctionName="worker:none", EventSourceArn=orders)
invalid("no position", "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint:"
        " Member must not be null.", FunctionName="worker", EventSourceArn=stream)
refused("wrong position", 400, "ValidationException", "1 validation error detected: Value 'invalid' at"
        " 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set:"
        " [LATEST, AT_TIMESTAMP, TRIM_HORIZON]", lam.create_event_source_mapping,
        FunctionName="worker", EventSourceArn=stream, StartingPosition="invalid")
invalid("a table's stream that is not there", f"Stream not found: {table}", FunctionName="worker",
        EventSourceArn=table, StartingPosition="LATEST")
invalid("a time for a table's stream", f"Unsupported starting position for arn type: {table}", FunctionName="worker",
        EventSourceArn=table, StartingPosition="AT_TIMESTAMP", StartingPositionTimestamp=1)
invalid("a position without its time", "Need to specify a timestamp", FunctionName="worker", EventSourceArn=stream,
        StartingPosition="AT_TIMESTAMP")
invalid("a time to come", "StartingPositionTimestamp cannot be in the future.", FunctionName="worker",
        EventSourceArn=stream, StartingPosition="AT_TIMESTAMP", StartingPositionTimestamp=int(time.time()) + 3600)
invalid("a time without its position", "StartingPositionTimestamp can only be specified with...",
        FunctionName="worker", EventSourceArn=stream, StartingPosition="LATEST", StartingPositionTimestamp=1)
invalid("a position in a queue", "StartingPosition is not valid for SQS event sources.", FunctionName="slow",
        EventSourceArn=orders, StartingPosition="LATEST")
for option, value in (
        ("DestinationConfig", {"OnFailure": {"Destination": orders}}), ("ParallelizationFactor", 2),
        ("BisectBatchOnFunctionError", True), ("MaximumRetryAttempts", 1), ("MaximumRecordAgeInSeconds", 60),
        ("TumblingWindowInSeconds", 1), ("Topics", ["t1"]), ("Queues", ["q"]), ("LoggingConfig", {}),
        ("SourceAccessConfigurations", [{"Type": "BASIC_AUTH", "URI": "u"}]), ("DocumentDBEventSourceConfig", {}),
        ("AmazonManagedKafkaEventSourceConfig", {}), ("SelfManagedKafkaEventSourceConfig", {})):
    invalid(f"{option} of a queue", f"Unsupported {option} parameter for given event source mapping type.",
            FunctionName="slow", EventSourceArn=orders, **{option: value})
for option, value in (("ScalingConfig", {"MaximumConcurrency": 2}), ("ProvisionedPollerConfig", {"MinimumPollers": 2}),
                      ("DestinationConfig", {"OnSuccess": {"Destination": orders}})):
    invalid(f"{option} of a stream", f"Unsupported {option} parameter for given event source mapping type.",
            FunctionName="worker", EventSourceArn=stream, StartingPosition="LATEST", **{option: value})
for destination in (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:worker", "kafka://topic", fifo):
    invalid("a destination that is none", f"The destination ARN {destination} is invalid.", FunctionName="worker",
            EventSourceArn=stream, StartingPosition="LATEST",
            DestinationConfig={"OnFailure": {"Destination": destination}})
invalid("an age below the least", "MaximumRecordAgeInSeconds must be -1, or between 60 and 604800: 59",
        FunctionName="worker", EventSourceArn=stream, StartingPosition="LATEST", MaximumRecordAgeInSeconds=59)
invalid("no access", "Required 'sourceAccessConfigurations' parameter is missing.", FunctionName="worker",
        SelfManagedEventSource={"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka:1000"]}}, Topics=["topic"])
invalid("no queue", "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue."
        " SQS Error Message: The specified queue does not exist.", FunctionName="worker",
        EventSourceArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:absent")
invalid("a queue of others", "The function execution role does not have permissions to call ReceiveMessage on SQS",
        FunctionName="worker", EventSourceArn=f"arn:aws:sqs:{REGION}:111111111111:orders")
invalid("a queue of another region", "The event source and the function must be in the same Region.",
        FunctionName="worker", EventSourceArn=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders")
invalid("no stream", f"Stream not found: {stream}", FunctionName="worker", EventSourceArn=stream,
        StartingPosition="LATEST")
invalid("a stream of others", f"Cannot access stream arn:aws:kinesis:{REGION}:111111111111:stream/clicks. Please"
        " ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams"
        " Actions on your stream in IAM.", FunctionName="worker", StartingPosition="LATEST",
        EventSourceArn=f"arn:aws:kinesis:{REGION}:111111111111:stream/clicks")
invalid("a batch without a window", "Maximum batch window in seconds must be greater than 0 if maximum batch size is"
        " greater than 10", FunctionName="worker", EventSourceArn=orders, BatchSize=11)
invalid("a window for a FIFO queue", "Batching window is not supported for FIFO queues", FunctionName="worker",
        EventSourceArn=fifo, MaximumBatchingWindowInSeconds=1)
invalid("a large batch of a FIFO queue", "Maximum batch size for FIFO queues is 10", FunctionName="worker",
        EventSourceArn=fifo, BatchSize=11)
invalid("a queue too quick", "Queue visibility timeout: 30 seconds is less than Function timeout: 300 seconds",
        FunctionName="slow", EventSourceArn=orders)
invalid("both ways of scaling", "MaximumConcurrency and ProvisionedPollerConfig cannot be used together.",
        FunctionName="slow", EventSourceArn=orders, ScalingConfig={"MaximumConcurrency": 2},
        ProvisionedPollerConfig={"MinimumPollers": 2})
invalid("too few pollers", "MinimumPollers and MaximumPollers must be at least 2 for SQS event sources.",
        FunctionName="slow", EventSourceArn=orders, ProvisionedPollerConfig={"MinimumPollers": 1})
invalid("pollers upside down", "MinimumPollers cannot be greater than MaximumPollers.",
        FunctionName="slow", EventSourceArn=orders, ProvisionedPollerConfig={"MinimumPollers": 3, "MaximumPollers": 2})
invalid("a group of pollers", "Unsupported PollerGroupName parameter for given event source mapping type.",
        FunctionName="slow", EventSourceArn=orders, ProvisionedPollerConfig={"PollerGroupName": "g"})
for pattern in ("null", "simple string", '{"eventSource":"aws:sqs"}', '{"eventSource":[]}', '{"body":"plain"}', "[]",
                "{}", '{"body":[{"no-such":1}]}', '{"body":{"a":[{"prefix":1}]}}', '{"body":["a"]} x', ""):
    invalid(f"filter {pattern}", "Invalid filter pattern definition.", FunctionName="slow", EventSourceArn=orders,
            FilterCriteria={"Filters": [{"Pattern": pattern}]})
invalid("data of a stream as text", "Invalid filter pattern definition.", FunctionName="worker", EventSourceArn=stream,
        StartingPosition="LATEST", FilterCriteria={"Filters": [{"Pattern": '{"data":["text"]}'}]})
invalid("six filters", "The number of filters exceeds the limit of 5 of an event source mapping.", FunctionName="slow",
        EventSourceArn=orders, FilterCriteria={"Filters": [{"Pattern": '{"body":["a"]}'}] * 6})
refused("a long filter", 400, "ValidationException", "1 validation error detected: Value...",
        lam.create_event_source_mapping, FunctionName="slow", EventSourceArn=orders,
        FilterCriteria={"Filters": [{"Pattern": '{"body":["' + "a" * 4096 + '"]}'}]})
for option, value in (
        ("BatchSize", 0), ("BatchSize", 10001), ("MaximumBatchingWindowInSeconds", 301), ("ParallelizationFactor", 11),
        ("ParallelizationFactor", 0), ("MaximumRetryAttempts", -2), ("MaximumRetryAttempts", 10001),
        ("MaximumRecordAgeInSeconds", -2), ("MaximumRecordAgeInSeconds", 604801), ("TumblingWindowInSeconds", 901),
        ("ScalingConfig", {"MaximumConcurrency": 1}), ("ScalingConfig", {"MaximumConcurrency": 1001}),
        ("ProvisionedPollerConfig", {"MinimumPollers": 201}), ("ProvisionedPollerConfig", {"MaximumPollers": 2001}),
        ("FunctionResponseTypes", ["Other"])):
    refused(f"{option}={value}", 400, "ValidationException", "1 validation error detected: Value...",
            lam.create_event_source_mapping, FunctionName="worker", EventSourceArn=stream, StartingPosition="LATEST",
            **{option: value})
refused("duplicate", 409, "ResourceConflictException", f'An event source mapping with SQS arn (" {orders} ") and'
        f' function (" worker ") already exists. Please update or delete the existing mapping with UUID {mapping}',
        lam.create_event_source_mapping, FunctionName=function_arn + ":$LATEST", EventSourceArn=orders)
for source, request in (
        ("Amazon MSK", {"EventSourceArn": f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/c/u-1", "Topics": ["topic"]}),
        ("Amazon MQ", {"EventSourceArn": f"arn:aws:mq:{REGION}:{ACCOUNT}:broker:b:b-1", "Queues": ["q"]}),
        ("Amazon DocumentDB", {"EventSourceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:c"}),
        ("self-managed Apache Kafka", {
            "SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka:1000"]}}, "Topics": ["topic"],
            "SourceAccessConfigurations": [{"Type": "BASIC_AUTH", "URI": "u"}]})):
    invalid(source, f"Event source mappings of {source} are not implemented yet in Forebay.", FunctionName="worker",
            **request)
    invalid(f"{source}, no function", "Function does not exist", FunctionName="absent", **request)

# A stream: what Create answers, its options, and how they are taken away.
kinesis.create_stream(StreamName="clicks", ShardCount=1)
kinesis.get_waiter("stream_exists").wait(StreamName="clicks", WaiterConfig={"Delay": 1})
clicks = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks"
created = lam.create_event_source_mapping(FunctionName="worker", EventSourceArn=clicks, StartingPosition="TRIM_HORIZON")
of_stream = created["UUID"]
for key in ("ResponseMetadata", "LastModified"):
    created.pop(key)
expect(created, {
    "UUID": of_stream, "EventSourceMappingArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{of_stream}",
    "BatchSize": 100, "MaximumBatchingWindowInSeconds": 0, "ParallelizationFactor": 1,
    "StartingPosition": "TRIM_HORIZON", "EventSourceArn": clicks, "FunctionArn": function_arn,
    "LastProcessingResult": "No records processed", "State": "Creating", "StateTransitionReason": "User action",
    "DestinationConfig": {"OnFailure": {}}, "MaximumRecordAgeInSeconds": -1, "BisectBatchOnFunctionError": False,
    "MaximumRetryAttempts": -1, "TumblingWindowInSeconds": 0, "FunctionResponseTypes": []}, "created for a stream")
expect(settled(of_stream)["State"], "Enabled", "state of the stream's mapping")
refused("duplicate of a stream's", 409, "ResourceConflictException", f'The event source arn (" {clicks} ") and function'
        f' (" worker ") provided mapping already exists. Please update or delete the existing mapping with UUID'
        f" {of_stream}", lam.create_event_source_mapping, FunctionName="worker", EventSourceArn=clicks,
        StartingPosition="LATEST")
options = {
    "BatchSize": 7, "MaximumBatchingWindowInSeconds": 3, "ParallelizationFactor": 10, "MaximumRecordAgeInSeconds": 60,
    "BisectBatchOnFunctionError": True, "MaximumRetryAttempts": 0, "TumblingWindowInSeconds": 900,
    "FunctionResponseTypes": ["ReportBatchItemFailures"], "DestinationConfig": {"OnFailure": {"Destination": orders}},
    "FilterCriteria": {"Filters": [{"Pattern": '{"data":{"a":[1]}}'}, {"Pattern": '{"partitionKey":["k"]}'}]}}
lam.update_event_source_mapping(UUID=of_stream, **options)
now = settled(of_stream)
expect({key: now.get(key) for key in options}, options, "options of a stream")
lam.update_event_source_mapping(
    UUID=of_stream, MaximumRecordAgeInSeconds=-1, MaximumRetryAttempts=-1, FilterCriteria={},
    DestinationConfig={"OnFailure": {"Destination": ""}})
now = settled(of_stream)
expect((now["MaximumRecordAgeInSeconds"], now["MaximumRetryAttempts"], now.get("FilterCriteria"),
        now["DestinationConfig"], now["BatchSize"]), (-1, -1, None, {"OnFailure": {}}, 7), "options taken away")
lam.delete_event_source_mapping(UUID=of_stream)
gone(of_stream)

# Options of a queue, on creation and by updates; {} and an empty list take away.
pattern = '{"body":{"kind":["order"]}}'
full = lam.create_event_source_mapping(
    FunctionName=f"{ACCOUNT}:function:worker:$LATEST", EventSourceArn=orders, BatchSize=1000,
    MaximumBatchingWindowInSeconds=5, FunctionResponseTypes=["ReportBatchItemFailures"], Enabled=False,
    ScalingConfig={"MaximumConcurrency": 7}, FilterCriteria={"Filters": [{"Pattern": pattern}]},
    KMSKeyArn=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k", MetricsConfig={"Metrics": ["EventCount"]})
expect(full["FunctionArn"], function_arn + ":$LATEST", "a partial ARN keeps $LATEST")
expect(full["State"], "Disabled", "a queue's mapping that is not enabled")
for key, value in {
        "BatchSize": 1000, "MaximumBatchingWindowInSeconds": 5, "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 7}, "FilterCriteria": {"Filters": [{"Pattern": pattern}]},
        "KMSKeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k", "MetricsConfig": {"Metrics": ["EventCount"]}}.items():
    expect(full.get(key), value, key)


def update(**request):
    answer = lam.update_event_source_mapping(UUID=full["UUID"], **request)
    expect(answer["ResponseMetadata"]["HTTPStatusCode"], 202, "status of update")
    after = settled(full["UUID"])
    after.pop("ResponseMetadata")
    return answer["State"], after


state, after = update(BatchSize=5, ScalingConfig={}, FilterCriteria={"Filters": []}, MetricsConfig={}, KMSKeyArn="",
                      FunctionResponseTypes=[], ProvisionedPollerConfig={"MinimumPollers": 3})
expect(state, "Updating", "state while options change")
expect(after["State"], "Disabled", "state after options have changed")
for key, value in {"BatchSize": 5, "MaximumBatchingWindowInSeconds": 5, "FunctionResponseTypes": [],
                   "ScalingConfig": None, "FilterCriteria": None, "MetricsConfig": None, "KMSKeyArn": None,
                   "ProvisionedPollerConfig": {"MinimumPollers": 3, "MaximumPollers": 200}}.items():
    expect(after.get(key), value, f"{key} after the update")
state, after = update(Enabled=True, ProvisionedPollerConfig={})
expect((state, after["State"], after.get("ProvisionedPollerConfig")), ("Enabling", "Enabled", None), "enable")
state, after = update(Enabled=False)
expect((state, after["State"]), ("Disabling", "Disabled"), "disable")
invalid("an update that goes beyond", "Maximum batch window in seconds must be greater than 0 if maximum batch size"
        " is greater than 10", operation=lam.update_event_source_mapping, UUID=full["UUID"], BatchSize=11,
        MaximumBatchingWindowInSeconds=0)
invalid("an update to no function", "Function does not exist", operation=lam.update_event_source_mapping,
        UUID=full["UUID"], FunctionName="absent")
invalid("an update to a slow function", "Queue visibility timeout: 30 seconds is less than Function timeout: 300"
        " seconds", operation=lam.update_event_source_mapping, UUID=full["UUID"], FunctionName="slow")
refused("an update into another's place", 409, "ResourceConflictException", "An event source mapping with SQS arn...",
        lam.update_event_source_mapping, UUID=full["UUID"], FunctionName="worker")

# Versions and aliases are functions of their own; so is every other function.
version = lam.publish_version(FunctionName="worker")["Version"]
lam.create_alias(FunctionName="worker", Name="live", FunctionVersion=version)
by_alias = lam.create_event_source_mapping(FunctionName="worker:live", EventSourceArn=orders)
expect(by_alias["FunctionArn"], function_arn + ":live", "function by alias")
by_version = lam.create_event_source_mapping(FunctionName=f"{function_arn}:{version}", EventSourceArn=orders)
expect(by_version["FunctionArn"], f"{function_arn}:{version}", "function by version")

# Lists: by source, by function, in pages.
listed = lam.list_event_source_mappings()["EventSourceMappings"]
expect(len(listed), 4, "all mappings")
expect({m["UUID"] for m in lam.list_event_source_mappings(FunctionName="worker")["EventSourceMappings"]}, {mapping},
       "mappings of the function")
expect({m["UUID"] for m in lam.list_event_source_mappings(FunctionName="worker:live")["EventSourceMappings"]},
       {by_alias["UUID"]}, "mappings of the alias")
expect(len(lam.list_event_source_mappings(EventSourceArn=orders)["EventSourceMappings"]), 4, "mappings of the queue")
expect(lam.list_event_source_mappings(EventSourceArn=fifo)["EventSourceMappings"], [], "mappings of another queue")
pages = list(lam.get_paginator("list_event_source_mappings").paginate(PaginationConfig={"PageSize": 1}))
expect([len(page["EventSourceMappings"]) for page in pages], [1, 1, 1, 1], "pages")
invalid("a marker of nobody", "The marker is not valid for this listing.",
        operation=lam.list_event_source_mappings, Marker="nonsense")

# Tags.
expect(lam.list_tags(Resource=mapping_arn)["Tags"], {"team": "a"}, "tags of the creation")
lam.tag_resource(Resource=mapping_arn, Tags={"stage": "b"})
lam.untag_resource(Resource=mapping_arn, TagKeys=["team"])
expect(lam.list_tags(Resource=mapping_arn)["Tags"], {"stage": "b"}, "tags")
refused("tags of nobody", 404, "ResourceNotFoundException",
        f"Event source mapping not found: arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{absent}",
        lam.list_tags, Resource=f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{absent}")
invalid("too many tags", "Number of tags exceeds resource tag limit.", FunctionName="slow", EventSourceArn=orders,
        Tags={f"k{i}": "v" for i in range(51)})

# A mapping outlives its function, and goes when it is deleted itself.
for name in (mapping, by_alias["UUID"], by_version["UUID"]):
    settled(name)
lam.delete_function(FunctionName="worker")
expect(lam.get_event_source_mapping(UUID=mapping)["FunctionArn"], function_arn, "function of an orphan")
for name in (mapping, full["UUID"], by_alias["UUID"], by_version["UUID"]):
    deleted = lam.delete_event_source_mapping(UUID=name)
    expect((deleted["ResponseMetadata"]["HTTPStatusCode"], deleted["State"]), (202, "Deleting"), "delete")
    gone(name)
expect(lam.list_event_source_mappings()["EventSourceMappings"], [], "after all deletions")

if problems:
    raise SystemExit("\n".join(problems))
print("done")
