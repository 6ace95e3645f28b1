"""boto3 against a server: tables, items, queries, transactions, streams, and a function behind a stream.

Ends with status 0 when all of it holds."""
import io
import json
import time
import zipfile
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, message, what, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        expect(error.response["Error"]["Code"], code, what)
        if message:
            expect(error.response["Error"]["Message"], message, what)
        return error.response
    raise SystemExit(f"{what}: was not refused")


def until(condition, what):
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what}: not within 30 seconds")
        time.sleep(0.05)


client = boto3.client("dynamodb")
streams = boto3.client("dynamodbstreams")
table = boto3.resource("dynamodb").create_table(
    TableName="Music", BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in
                          (("artist", "S"), ("song", "S"), ("genre", "S"), ("year", "N"))],
    KeySchema=[{"AttributeName": "artist", "KeyType": "HASH"}, {"AttributeName": "song", "KeyType": "RANGE"}],
    GlobalSecondaryIndexes=[{
        "IndexName": "by-genre", "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["label"]},
        "KeySchema": [{"AttributeName": "genre", "KeyType": "HASH"}, {"AttributeName": "year", "KeyType": "RANGE"}]}],
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    Tags=[{"Key": "team", "Value": "web"}])
table.wait_until_exists()
table.reload()
expect(table.table_status, "ACTIVE", "status")
expect(client.list_tables()["TableNames"], ["Music"], "tables")
expect(client.list_tags_of_resource(ResourceArn=table.table_arn)["Tags"], [{"Key": "team", "Value": "web"}], "tags")
refused("ResourceInUseException", "Table already exists: Music", "create again", client.create_table,
        TableName="Music", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}])

# Items of every type, and numbers to the last of 38 digits.
item = {"artist": "A", "song": "1", "n": Decimal("0.12345678901234567890123456789012345678"), "bin": b"\x00\xff",
        "set": {"x", "y"}, "nums": {Decimal(1), Decimal("2.5")}, "list": [1, "two", None, {"deep": [True]}],
        "empty": "", "genre": "jazz", "year": 1999}
table.put_item(Item=item)
got = table.get_item(Key={"artist": "A", "song": "1"}, ConsistentRead=True)["Item"]
expect(got["n"], item["n"], "38 digits")
expect(got["bin"].value, b"\x00\xff", "binary")
expect((got["set"], got["nums"], got["list"][3], got["empty"]), (item["set"], item["nums"], {"deep": [True]}, ""), "types")

# Updates with every kind of answer, and conditions that do not hold.
updated = table.update_item(
    Key={"artist": "A", "song": "1"}, ReturnValues="UPDATED_NEW",
    UpdateExpression="SET #l[1] = :v, plays = if_not_exists(plays, :z) + :one REMOVE #e DELETE #s :x",
    ExpressionAttributeNames={"#l": "list", "#s": "set", "#e": "empty"},
    ExpressionAttributeValues={":v": "TWO", ":z": 0, ":one": 1, ":x": {"x"}})["Attributes"]
expect(updated, {"list": ["TWO"], "plays": 1, "set": {"y"}}, "updated")
answer = refused(
    "ConditionalCheckFailedException", "The conditional request failed", "condition", table.update_item,
    Key={"artist": "A", "song": "1"}, UpdateExpression="SET plays = :v", ConditionExpression="plays > :v",
    ExpressionAttributeValues={":v": 5}, ReturnValuesOnConditionCheckFailure="ALL_OLD")
expect(answer["Item"]["plays"], {"N": "1"}, "the item that did not fit")

# Queries by pages, indexes, scans in segments.
with table.batch_writer() as batch:
    for i in range(60):
        batch.put_item(Item={"artist": "B", "song": f"{i:03}", "genre": "rock", "year": 2000 - i, "label": f"l{i}",
                             "hidden": "h"})
pages = list(client.get_paginator("query").paginate(
    TableName="Music", KeyConditionExpression="artist = :a AND begins_with(song, :p)", ScanIndexForward=False,
    ExpressionAttributeValues={":a": {"S": "B"}, ":p": {"S": "01"}}, PaginationConfig={"PageSize": 4}))
expect([i["song"]["S"] for page in pages for i in page["Items"]], [f"{i:03}" for i in range(19, 9, -1)], "pages")
found = table.query(IndexName="by-genre", KeyConditionExpression=Key("genre").eq("rock") & Key("year").between(1990, 1992),
                    FilterExpression=Attr("label").ne("l9"), ReturnConsumedCapacity="INDEXES")
expect([int(i["year"]) for i in found["Items"]], [1990, 1992], "index and filter")
expect("hidden" in found["Items"][0], False, "what the index lacks")
expect((found["ScannedCount"], found["ConsumedCapacity"]["GlobalSecondaryIndexes"]["by-genre"]["CapacityUnits"]),
       (3, 0.5), "counts")
segments = [table.scan(TotalSegments=4, Segment=s, Select="COUNT")["Count"] for s in range(4)]
expect(sum(segments), 61, "segments")

# Transactions: all or nothing, once, with reasons.
move = [{"Delete": {"TableName": "Music", "Key": {"artist": {"S": "B"}, "song": {"S": "000"}},
                    "ConditionExpression": "attribute_exists(song)"}},
        {"Put": {"TableName": "Music", "Item": {"artist": {"S": "C"}, "song": {"S": "000"}}}}]
client.transact_write_items(TransactItems=move, ClientRequestToken="move-1")
client.transact_write_items(TransactItems=move, ClientRequestToken="move-1")
answer = refused("TransactionCanceledException", None, "transaction", client.transact_write_items, TransactItems=move)
expect([r["Code"] for r in answer["CancellationReasons"]], ["ConditionalCheckFailed", "None"], "reasons")
read = client.transact_get_items(TransactItems=[
    {"Get": {"TableName": "Music", "Key": {"artist": {"S": a}, "song": {"S": "000"}}}} for a in "BC"])["Responses"]
expect(["Item" in r for r in read], [False, True], "transaction read")

# What is wrong is told in AWS's words.
invalid = "ValidationException"
refused(invalid, "Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"=\"", "syntax",
        client.scan, TableName="Music", FilterExpression="label =")
refused(invalid, "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: year", "reserved",
        client.update_item, TableName="Music", Key={"artist": {"S": "A"}, "song": {"S": "1"}},
        UpdateExpression="REMOVE year")
refused(invalid, "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}", "unused",
        client.scan, TableName="Music", FilterExpression="label = :a",
        ExpressionAttributeValues={":a": {"S": "x"}, ":b": {"S": "x"}})
refused(invalid, "The provided key element does not match the schema", "key", client.get_item, TableName="Music",
        Key={"artist": {"S": "A"}})
refused(invalid, "One or more parameter values were invalid: Missing the key song in the item", "put", client.put_item,
        TableName="Music", Item={"artist": {"S": "A"}})
refused(invalid, "Item size has exceeded the maximum allowed size", "size", table.put_item,
        Item={"artist": "A", "song": "big", "data": "x" * 410_000})
refused("ResourceNotFoundException", "Requested resource not found", "no table", client.get_item, TableName="absent",
        Key={"a": {"S": "b"}})
refused("ResourceNotFoundException", "Requested resource not found: Table: absent not found", "no table",
        client.describe_table, TableName="absent")

# A function behind the stream.
lam = boto3.client("lambda")
sqs = boto3.client("sqs")
queue = sqs.create_queue(QueueName="seen")["QueueUrl"]
failed = sqs.create_queue(QueueName="failed")["QueueUrl"]
code = '''
import json, boto3
def handle(event, context):
    for record in event["Records"]:
        if record["dynamodb"]["Keys"]["song"]["S"] == "poison":
            raise ValueError("poison")
    boto3.client("sqs").send_message(QueueUrl=%r, MessageBody=json.dumps(event))
''' % queue
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w") as z:
    z.writestr("handler.py", code)
account = boto3.client("sts").get_caller_identity()["Account"]
lam.create_function(FunctionName="watch", Runtime="python3.11", Handler="handler.handle", Timeout=20,
                    Role=f"arn:aws:iam::{account}:role/any", Code={"ZipFile": archive.getvalue()})
stream = table.latest_stream_arn
refused("InvalidParameterValueException", f"Unsupported starting position for arn type: {stream}", "position",
        lam.create_event_source_mapping, FunctionName="watch", EventSourceArn=stream, StartingPosition="AT_TIMESTAMP",
        StartingPositionTimestamp=time.time() - 60)
refused("InvalidParameterValueException", f"Stream not found: {stream}x", "no stream",
        lam.create_event_source_mapping, FunctionName="watch", EventSourceArn=stream + "x", StartingPosition="LATEST")
mapping = lam.create_event_source_mapping(
    FunctionName="watch", EventSourceArn=stream, StartingPosition="LATEST", MaximumRetryAttempts=0,
    BisectBatchOnFunctionError=True, BatchSize=10,
    DestinationConfig={"OnFailure": {"Destination": f"arn:aws:sqs:{client.meta.region_name}:{account}:failed"}},
    FilterCriteria={"Filters": [{"Pattern": json.dumps(
        {"eventName": ["INSERT", "REMOVE"], "dynamodb": {"Keys": {"artist": {"S": ["Z"]}}}})}]})
until(lambda: lam.get_event_source_mapping(UUID=mapping["UUID"])["State"] == "Enabled", "mapping")
for song in ("1", "poison", "2"):
    table.put_item(Item={"artist": "Z", "song": song, "v": 1})
table.put_item(Item={"artist": "Y", "song": "other"})
table.delete_item(Key={"artist": "Z", "song": "2"})
events = []


def receive():
    for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", []):
        events.extend(json.loads(message["Body"])["Records"])
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return len(events) >= 3


until(receive, "events")
expect([(e["eventName"], e["dynamodb"]["Keys"]["song"]["S"]) for e in events],
       [("INSERT", "1"), ("INSERT", "2"), ("REMOVE", "2")], "events in order")
first = events[0]
expect((first["eventSource"], first["eventVersion"], first["eventSourceARN"], first["dynamodb"]["StreamViewType"],
        first["dynamodb"]["NewImage"]),
       ("aws:dynamodb", "1.1", stream, "NEW_AND_OLD_IMAGES", {"artist": {"S": "Z"}, "song": {"S": "1"}, "v": {"N": "1"}}),
       "event")
message = None
deadline = time.monotonic() + 30
while message is None and time.monotonic() < deadline:
    message = (sqs.receive_message(QueueUrl=failed, WaitTimeSeconds=2).get("Messages") or [None])[0]
info = json.loads(message["Body"])["DDBStreamBatchInfo"]
expect((info["batchSize"], info["streamArn"]), (1, stream), "what was given up")

# The stream, read by hand.
description = streams.describe_stream(StreamArn=stream)["StreamDescription"]
expect((description["StreamStatus"], description["StreamViewType"]), ("ENABLED", "NEW_AND_OLD_IMAGES"), "stream")
names = []
for shard in description["Shards"]:
    iterator = streams.get_shard_iterator(
        StreamArn=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    names += [r["eventName"] for r in streams.get_records(ShardIterator=iterator)["Records"]]
expect(names[:2], ["INSERT", "MODIFY"], "records")
expect([s["StreamArn"] for s in streams.list_streams(TableName="Music")["Streams"]], [stream], "streams")
lam.delete_event_source_mapping(UUID=mapping["UUID"])

# Time to live, protection, the end.
client.update_time_to_live(TableName="Music", TimeToLiveSpecification={"AttributeName": "until", "Enabled": True})
expect(client.describe_time_to_live(TableName="Music")["TimeToLiveDescription"],
       {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}, "time to live")
table.put_item(Item={"artist": "T", "song": "short", "until": int(time.time()) + 1})
until(lambda: "Item" not in table.get_item(Key={"artist": "T", "song": "short"}), "expiry")
client.update_table(TableName="Music", DeletionProtectionEnabled=True)
refused(invalid, None, "protected", client.delete_table, TableName="Music")
client.update_table(TableName="Music", DeletionProtectionEnabled=False)
table.delete()
table.wait_until_not_exists()
print("done")
