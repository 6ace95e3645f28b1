"""
Delivery streams to a bucket, one of puts, one of puts through a function, one of a data stream, while the server is
killed. make STATE makes them; settle STATE KEYS sends some records and waits until they are in the bucket; put STATE KEYS
sends until the server is gone, and notes what was answered; check STATE KEYS ends with status 0 when each of those is in
the bucket, and nothing that had settled is there twice.
"""
import collections
import itertools
import json
import os
import sys
import threading
import urllib.request
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lab import create, eventually, lam

ROLE = "arn:aws:iam::000000000000:role/delivery"
ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10, s3={"addressing_style": "path"})
firehose = boto3.client("firehose", config=ONCE)
kinesis = boto3.client("kinesis", config=ONCE)
s3 = boto3.client("s3", config=ONCE)
SETTLED = 25
FUNCTION = """
def handle(event, context):
    return {"records": [{"recordId": r["recordId"], "result": "Ok", "data": r["data"]} for r in event["records"]]}
"""


def name(prefix):
    return prefix + "-" + uuid.uuid4().hex[:8]


def stream(bucket, kind, processors, **more):
    made = name(kind)
    firehose.create_delivery_stream(
        DeliveryStreamName=made,
        ExtendedS3DestinationConfiguration={
            "RoleARN": ROLE, "BucketARN": "arn:aws:s3:::" + bucket, "Prefix": kind + "/",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 1},
            "ProcessingConfiguration": {"Enabled": True, "Processors": processors + [
                {"Type": "AppendDelimiterToRecord", "Parameters": [
                    {"ParameterName": "Delimiter", "ParameterValue": "\\n"}]}]}},
        **more)
    return made


def make():
    bucket = name("bucket")
    s3.create_bucket(Bucket=bucket)
    function = lam.get_function_configuration(FunctionName=create(name("same"), FUNCTION))["FunctionArn"]
    transformed = [{"Type": "Lambda", "Parameters": [
        {"ParameterName": "LambdaArn", "ParameterValue": function},
        {"ParameterName": "BufferIntervalInSeconds", "ParameterValue": "0"}]}]
    source = name("source")
    kinesis.create_stream(StreamName=source, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=source, WaiterConfig={"Delay": 1})
    arn = kinesis.describe_stream_summary(StreamName=source)["StreamDescriptionSummary"]["StreamARN"]
    made = {
        "bucket": bucket,
        "plain": stream(bucket, "plain", []),
        "through": stream(bucket, "through", transformed),
        "source": source,
    }
    stream(bucket, "source", [], DeliveryStreamType="KinesisStreamAsSource",
           KinesisStreamSourceConfiguration={"KinesisStreamARN": arn, "RoleARN": ROLE})
    quiet()
    return made


def send(state, kind, key):
    if kind == "source":
        kinesis.put_record(StreamName=state[kind], PartitionKey=key, Data=key)
    else:
        firehose.put_record(DeliveryStreamName=state[kind], Record={"Data": key})


def arrived(state):
    """How often each record is in the bucket."""
    found = collections.Counter()
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=state["bucket"]):
        for entry in page.get("Contents", []):
            body = s3.get_object(Bucket=state["bucket"], Key=entry["Key"])["Body"].read().decode()
            found.update(body.splitlines())
    return found


def quiet():
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"] + "/_forebay/quiet", method="POST", data=b"{}",
        headers={"Content-Type": "application/json"})
    if not json.load(urllib.request.urlopen(request))["quiet"]:
        raise SystemExit("the server does not come to rest")


KINDS = ("plain", "through", "source")


def settle(state):
    """All that is sent arrives, once, and is settled."""
    sent = [f"settled-{kind}-{uuid.uuid4().hex}" for kind in KINDS for _ in range(SETTLED)]
    for key in sent:
        send(state, key.split("-")[1], key)
    if not eventually(lambda: set(sent) <= set(arrived(state)), 60):
        raise SystemExit("what was sent did not arrive")
    quiet()


def put(state, keys):
    noted = threading.Lock()

    def work(kind):
        for n in itertools.count():
            key = f"{kind}-{uuid.uuid4().hex}-{n}"
            try:
                send(state, kind, key)
            except ClientError:
                raise
            except BotoCoreError:
                return
            with noted, open(keys, "a") as out:
                out.write(key + "\n")

    threads = [threading.Thread(target=work, args=(kind,)) for kind in KINDS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(state, keys):
    with open(keys) as lines:
        wanted = {line.strip() for line in lines}
    eventually(lambda: wanted <= set(arrived(state)), 60)
    found = arrived(state)
    for kind in KINDS:
        mine = {key for key in wanted if key.startswith(kind)}
        if not mine:
            raise SystemExit(f"{kind}: nothing was sent")
        if not mine <= set(found):
            raise SystemExit(f"{kind}: {len(mine - set(found))} of {len(mine)} did not arrive")
        again = [key for key, times in found.items() if key.startswith("settled-" + kind) and times > 1]
        if again:
            raise SystemExit(f"{kind}: {len(again)} arrived again that had been settled")
        print(f"{kind}: {len(mine)} were sent, {sum(times for key, times in found.items() if key in mine)} arrived")


if __name__ == "__main__":
    command, path, keys = sys.argv[1:]
    if command == "make":
        with open(path, "w") as out:
            json.dump(make(), out)
    else:
        with open(path) as made:
            laid = json.load(made)
        if command == "settle":
            settle(laid)
        elif command == "put":
            put(laid, keys)
        else:
            check(laid, keys)
    print("done")
