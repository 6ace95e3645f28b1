"""boto3 against a server: streams, shards, records. Ends with status 0 when all of it holds."""
import boto3


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, what, call):
    try:
        call()
    except kinesis.exceptions.ClientError as error:
        expect(error.response["Error"]["Code"], code, what)
        return error.response["Error"]["Message"]
    raise SystemExit(f"{what}: was not refused")


kinesis = boto3.client("kinesis")

kinesis.create_stream(StreamName="clicks", ShardCount=2, Tags={"team": "web"})
kinesis.get_waiter("stream_exists").wait(StreamName="clicks")
summary = kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]
arn = summary["StreamARN"]
expect(summary["StreamStatus"], "ACTIVE", "status")
expect(summary["OpenShardCount"], 2, "open shards")
expect(kinesis.list_streams()["StreamNames"], ["clicks"], "streams")
expect(kinesis.list_tags_for_stream(StreamName="clicks")["Tags"], [{"Key": "team", "Value": "web"}], "tags")

# Records: one by name, many by ARN, binary and empty data.
one = kinesis.put_record(StreamName="clicks", Data=b"\x00\xff", PartitionKey="a")
many = kinesis.put_records(
    StreamARN=arn, Records=[{"Data": f"r{i}".encode(), "PartitionKey": f"k{i}"} for i in range(100)])
expect(many["FailedRecordCount"], 0, "failed records")
got = []
for shard in kinesis.list_shards(StreamARN=arn)["Shards"]:
    iterator = kinesis.get_shard_iterator(
        StreamName="clicks", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    answer = kinesis.get_records(ShardIterator=iterator)
    expect(answer["MillisBehindLatest"], 0, "behind")
    numbers = [int(r["SequenceNumber"]) for r in answer["Records"]]
    expect(numbers, sorted(numbers), "order")
    got += [r["Data"] for r in answer["Records"]]
expect(sorted(got), sorted([b"\x00\xff"] + [f"r{i}".encode() for i in range(100)]), "records")

# From a sequence number, and from a time.
after = kinesis.get_shard_iterator(
    StreamName="clicks", ShardId=one["ShardId"], ShardIteratorType="AT_SEQUENCE_NUMBER",
    StartingSequenceNumber=one["SequenceNumber"])["ShardIterator"]
first = kinesis.get_records(ShardIterator=after, Limit=1)["Records"][0]
expect(first["Data"], b"\x00\xff", "record of the sequence number")
timed = kinesis.get_shard_iterator(
    StreamName="clicks", ShardId=one["ShardId"], ShardIteratorType="AT_TIMESTAMP",
    Timestamp=first["ApproximateArrivalTimestamp"])["ShardIterator"]
expect(kinesis.get_records(ShardIterator=timed, Limit=1)["Records"][0]["Data"], b"\x00\xff", "record of the time")

# Split, and follow the children.
kinesis.split_shard(StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**126))
closed = kinesis.get_shard_iterator(
    StreamName="clicks", ShardId="shardId-000000000000", ShardIteratorType="LATEST")["ShardIterator"]
end = kinesis.get_records(ShardIterator=closed)
expect("NextShardIterator" in end, False, "iterator after the end")
expect([c["ShardId"] for c in end["ChildShards"]], ["shardId-000000000002", "shardId-000000000003"], "children")
scaled = kinesis.update_shard_count(StreamName="clicks", TargetShardCount=2, ScalingType="UNIFORM_SCALING")
expect((scaled["CurrentShardCount"], scaled["TargetShardCount"]), (3, 2), "scaling")
open_shards = kinesis.list_shards(StreamName="clicks", ShardFilter={"Type": "AT_LATEST"})["Shards"]
expect(len(open_shards), 2, "open shards after scaling")

# A thousand records a second.
burst = [kinesis.put_records(
    StreamName="clicks",
    Records=[{"Data": b"x", "PartitionKey": "same"}] * 500) for _ in range(4)]
failed = [r for answer in burst for r in answer["Records"] if "ErrorCode" in r]
expect(bool(failed), True, "records beyond the limit")
expect({r["ErrorCode"] for r in failed}, {"ProvisionedThroughputExceededException"}, "their code")

# What is only kept, and what is refused.
kinesis.increase_stream_retention_period(StreamName="clicks", RetentionPeriodHours=48)
kinesis.start_stream_encryption(StreamName="clicks", EncryptionType="KMS", KeyId="alias/aws/kinesis")
consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fan")["Consumer"]
expect(consumer["ConsumerARN"].startswith(arn + "/consumer/fan:"), True, "consumer's ARN")
description = kinesis.describe_stream(StreamARN=arn)["StreamDescription"]
expect((description["RetentionPeriodHours"], description["EncryptionType"]), (48, "KMS"), "options")
refused("ResourceInUseException", "the name again", lambda: kinesis.create_stream(StreamName="clicks", ShardCount=1))
refused("ResourceNotFoundException", "no stream", lambda: kinesis.describe_stream(StreamName="none"))
refused("InvalidArgumentException", "no iterator", lambda: kinesis.get_records(ShardIterator="AAAA"))
message = refused("ValidationException", "bad name", lambda: kinesis.create_stream(StreamName="a b", ShardCount=1))
expect(message.startswith("1 validation error detected: Value 'a b' at 'streamName' failed"), True, message)
refused("ResourceInUseException", "a stream with consumers", lambda: kinesis.delete_stream(StreamName="clicks"))
kinesis.delete_stream(StreamName="clicks", EnforceConsumerDeletion=True)
kinesis.get_waiter("stream_not_exists").wait(StreamName="clicks")
print("done")
