"""
Pipes from a queue, a stream and a table to a queue each, while the server is killed. make STATE lays them; settle STATE
KEYS sends some records and waits until they have arrived; put STATE KEYS sends until the server is gone, and notes what
was answered; check STATE KEYS ends with status 0 when each of those has arrived, and nothing that had settled again.
"""
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

from lab import eventually

ROLE = "arn:aws:iam::000000000000:role/pipes"
ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10)
sqs = boto3.client("sqs", config=ONCE)
kinesis = boto3.client("kinesis", config=ONCE)
dynamodb = boto3.client("dynamodb", config=ONCE)
pipes = boto3.client("pipes", config=ONCE)
SETTLED = 25


def name(prefix):
    return prefix + "-" + uuid.uuid4().hex[:8]


def queue(**attributes):
    url = sqs.create_queue(QueueName=name("q"), Attributes=attributes)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def lay(source, template, parameters):
    """Lays a pipe to a queue of its own; its name and the queue's."""
    outbox, target = queue()
    made = name("pipe")
    pipes.create_pipe(Name=made, Source=source, Target=target, RoleArn=ROLE, SourceParameters=parameters,
                      TargetParameters={"InputTemplate": template})
    if not eventually(lambda: pipes.describe_pipe(Name=made)["CurrentState"] == "RUNNING", 30):
        raise SystemExit(f"{made} does not run")
    return made, outbox.rsplit("/", 1)[1]


def make():
    _, inbox = queue(VisibilityTimeout="5")
    stream = name("stream")
    kinesis.create_stream(StreamName=stream, ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})
    stream_arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    table = dynamodb.create_table(
        TableName=name("t"), KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})["TableDescription"]
    dynamodb.get_waiter("table_exists").wait(TableName=table["TableName"], WaiterConfig={"Delay": 1})
    start = {"StartingPosition": "TRIM_HORIZON", "BatchSize": 10}
    return {
        "sqs": (inbox.split(":")[-1], *lay(inbox, "<$.body>", {})),
        "kinesis": (stream, *lay(stream_arn, "<$.data.k>", {"KinesisStreamParameters": start})),
        "dynamodb": (table["TableName"],
                     *lay(table["LatestStreamArn"], "<$.dynamodb.Keys.k.S>", {"DynamoDBStreamParameters": start})),
    }


def url(queue_name):
    return f"{os.environ['AWS_ENDPOINT_URL']}/000000000000/{queue_name}"


def send(kind, source, key):
    if kind == "sqs":
        sqs.send_message(QueueUrl=url(source), MessageBody=key)
    elif kind == "kinesis":
        kinesis.put_record(StreamName=source, PartitionKey=key, Data=json.dumps({"k": key}))
    else:
        dynamodb.put_item(TableName=source, Item={"k": {"S": key}})


def taken(outbox):
    found = []
    while batch := sqs.receive_message(QueueUrl=url(outbox), MaxNumberOfMessages=10).get("Messages", []):
        found += [message["Body"] for message in batch]
        for message in batch:
            sqs.delete_message(QueueUrl=url(outbox), ReceiptHandle=message["ReceiptHandle"])
    return found


def quiet():
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"] + "/_forebay/quiet", method="POST", data=b"{}",
        headers={"Content-Type": "application/json"})
    if not json.load(urllib.request.urlopen(request))["quiet"]:
        raise SystemExit("the server does not come to rest")


def settle(state):
    """All that is sent arrives, once, and is settled at its source."""
    for kind, (source, _, outbox) in state.items():
        sent = [f"settled-{kind}-{uuid.uuid4().hex}" for _ in range(SETTLED)]
        for key in sent:
            send(kind, source, key)
        quiet()
        arrived = taken(outbox)
        if sorted(arrived) != sorted(sent):
            raise SystemExit(f"{kind}: {len(arrived)} arrived of {len(sent)}")


def put(state, keys):
    noted = threading.Lock()

    def work(kind, source):
        for n in itertools.count():
            key = f"{kind}-{uuid.uuid4().hex}-{n}"
            try:
                send(kind, source, key)
            except ClientError:
                raise
            except BotoCoreError:
                return
            with noted, open(keys, "a") as out:
                out.write(key + "\n")

    threads = [threading.Thread(target=work, args=(kind, source)) for kind, (source, _, _) in state.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(state, keys):
    with open(keys) as lines:
        wanted = {line.strip() for line in lines}
    for kind, (_, pipe, outbox) in state.items():
        same = pipes.describe_pipe(Name=pipe)["CurrentState"]
        if same != "RUNNING":
            raise SystemExit(f"{kind}: the pipe is {same}")
        mine = {key for key in wanted if key.startswith(kind)}
        arrived = []

        def complete():
            arrived.extend(taken(outbox))
            return mine <= set(arrived)

        if not mine:
            raise SystemExit(f"{kind}: nothing was sent")
        if not eventually(complete, 60):
            raise SystemExit(f"{kind}: {len(mine - set(arrived))} of {len(mine)} did not arrive")
        quiet()
        complete()
        again = [key for key in arrived if key.startswith("settled")]
        if again:
            raise SystemExit(f"{kind}: {len(again)} arrived again that had been settled")
        print(f"{kind}: {len(mine)} were sent, {len(arrived)} arrived")


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
