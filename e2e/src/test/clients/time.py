"""boto3 against a server whose clock is steered. Ends with status 0 when all of it holds."""
import io
import json
import os
import random
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

import boto3

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ROLE = "arn:aws:iam::000000000000:role/any"
lam = boto3.client("lambda")
sqs = boto3.client("sqs")
logs = boto3.client("logs")


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def admin(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ENDPOINT + "/_forebay/" + path, data=data, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        raise SystemExit(f"{method} {path} {body}: {refused.status} {refused.read().decode()}")


def clock(**order):
    return admin("POST", "clock", order)


def function(name, code, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("handler.py", code)
    lam.create_function(
        FunctionName=name, Runtime="python3.11", Handler="handler.handle", Role=ROLE, Timeout=20,
        Code={"ZipFile": out.getvalue()}, **more)
    lam.get_waiter("function_active_v2").wait(FunctionName=name)


def eventually(what, check):
    for _ in range(200):
        if check():
            return
        time.sleep(0.05)
    raise SystemExit(f"{what}: not within 10 s")


# A clock that stands still hangs nothing.
expect(clock(freeze=True)["state"], "frozen", "state")
function("who", """
import boto3
def handle(event, context):
    print("hello")
    return boto3.client("sts").get_caller_identity()["Arn"]
""")


def who():
    answer = lam.invoke(FunctionName="who")
    payload = json.loads(answer["Payload"].read())
    expect(answer.get("FunctionError"), None, f"who answers {payload}")
    expect(payload, "arn:aws:sts::000000000000:assumed-role/any/who", "who the function is")


who()
eventually("the log", lambda: any(
    "hello" in event["message"] for event in logs.filter_log_events(logGroupName="/aws/lambda/who")["events"]))
queue = sqs.create_queue(QueueName="left", Attributes={"VisibilityTimeout": "30"})["QueueUrl"]


def receive(**more):
    answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, **more)
    return [message["Body"] for message in answer.get("Messages", [])]


began = time.monotonic()
expect(receive(WaitTimeSeconds=1), [], "messages of an empty queue")
expect(time.monotonic() - began < 5, True, "a long poll ends by real time")
sqs.send_message(QueueUrl=queue, MessageBody="late", DelaySeconds=900)
sqs.send_message(QueueUrl=queue, MessageBody="now")
expect(receive(WaitTimeSeconds=1), ["now"], "what is there while time stands still")
expect(receive(), [], "what is hidden while time stands still")
clock(advance=31)
received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
expect([message["Body"] for message in received], ["now"], "what has come back after 31 s")
sqs.delete_message(QueueUrl=queue, ReceiptHandle=received[0]["ReceiptHandle"])
clock(advance="PT15M")
expect(receive(), ["late"], "what was delayed")


def quiet(**more):
    report = admin("POST", "quiet", more)
    expect(report["quiet"], True, f"quiet: {report}")
    return report


def events(**query):
    return admin("GET", "events?" + urllib.parse.urlencode(query))["events"]


def letters(url):
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return answer.get("Messages", [])


def queue_arn(name):
    return sqs.create_queue(QueueName=name)["QueueUrl"], f"arn:aws:sqs:us-east-1:000000000000:{name}"


# A function fails twice: its retries, one and two minutes later, come when the clock is told so.
dead, dead_arn = queue_arn("dead")
lost, lost_arn = queue_arn("lost")
well, well_arn = queue_arn("well")
STUBBORN = """
import os
def handle(event, context):
    if "HEALED" in os.environ and event["id"] == "twice":
        return {"healed": True}
    raise ValueError("not yet, " + event["id"])
"""
function("stubborn", STUBBORN, DeadLetterConfig={"TargetArn": dead_arn})
lam.put_function_event_invoke_config(
    FunctionName="stubborn",
    DestinationConfig={"OnSuccess": {"Destination": well_arn}, "OnFailure": {"Destination": lost_arn}})
STUBBORN_ARN = "arn:aws:lambda:us-east-1:000000000000:function:stubborn"


def send(identity):
    answer = lam.invoke(FunctionName="stubborn", InvocationType="Event", Payload=json.dumps({"id": identity}))
    expect(answer["StatusCode"], 202, "status of an event")
    return answer["ResponseMetadata"]["RequestId"]


began = time.monotonic()
twice, ever = send("twice"), send("ever")
report = quiet()
expect([waiting["count"] for waiting in report["waiting"] if waiting["of"] == STUBBORN_ARN], [2], f"what waits: {report}")
expect(letters(well) + letters(dead) + letters(lost), [], "what is delivered before the first retry")
clock(advance="PT59S")
expect(clock(advance=0)["ran"], {}, "what runs before the minute is over")
report = clock(advance="PT1S")
expect(report["settled"], True, f"settled: {report}")
expect(report["ran"]["failures"], {STUBBORN_ARN: 2}, f"what ran after a minute: {report}")
lam.update_function_configuration(FunctionName="stubborn", Environment={"Variables": {"HEALED": "yes"}})
lam.get_waiter("function_updated_v2").wait(FunctionName="stubborn")
# Two further minutes: the function answers one event, and the other is given up.
report = clock(advance="PT2M")
expect(report["ran"]["invocations"], {STUBBORN_ARN: 2}, f"what ran after three minutes: {report}")
expect(report["ran"]["failures"], {STUBBORN_ARN: 1}, f"what failed after three minutes: {report}")
expect(report["ran"]["deliveries"], {dead_arn: 1, lost_arn: 1, well_arn: 1}, f"deliveries: {report}")
expect(quiet()["waiting"], [], "what still waits")
[letter] = letters(dead)
expect(json.loads(letter["Body"]), {"id": "ever"}, "dead letter")
expect(letter["MessageAttributes"]["RequestID"]["StringValue"], ever, "whose dead letter")
[letter] = letters(lost)
record = json.loads(letter["Body"])
expect(record["requestContext"]["requestId"], ever, "whose failure")
expect(record["requestContext"]["condition"], "RetriesExhausted", "condition")
expect(record["requestContext"]["approximateInvokeCount"], 3, "runs")
[letter] = letters(well)
expect(json.loads(letter["Body"])["responsePayload"], {"healed": True}, "what succeeded in the end")

# Why did that happen?
[event] = events(requestId=ever)
expect((event["way"], event["function"]), ("asynchronous", STUBBORN_ARN), "the event")
expect(
    [step["step"] for step in event["steps"]],
    ["accepted", "started", "failed", "delayed", "started", "failed", "delayed", "started", "failed", "givenUp",
     "delivered", "delivered"], "its steps")
texts = [step["text"] for step in event["steps"]]
expect(texts[5], "attempt 2 of 3 failed: ValueError: not yet, ever", "its second failure")
expect(texts[6].split(" later, ")[1],
       "because the function failed, and the pause after attempt 2 is 2 times async.retry-delay", "its second pause")
expect(texts[6].split(", ")[1], "120 s later", "its second pause")
expect(texts[9], "given up: RetriesExhausted, MaximumRetryAttempts is 2 and attempt 3 was the last", "its end")
expect(texts[10:], [f"dead letter delivered to {dead_arn}", f"OnFailure record delivered to {lost_arn}"], "its traces")
expect(len(events(function="stubborn")), 2, "events of the function")
expect(len(events(function="stubborn", limit=1)), 1, "one of them")

# Hours of retries are lived through in order: an event that is throttled for ever reaches its age.
lam.put_function_event_invoke_config(FunctionName="stubborn", MaximumEventAgeInSeconds=21600, MaximumRetryAttempts=2,
                                     DestinationConfig={"OnFailure": {"Destination": lost_arn}})
report = clock(advance="PT6H")
expect(report["settled"], True, f"six hours: {report}")

# What goes from function to destination to function is not overlooked.
for name in ("third", "second", "first"):
    function(name, "def handle(event, context): return 1")
lam.put_function_event_invoke_config(
    FunctionName="first", DestinationConfig={"OnSuccess": {"Destination": STUBBORN_ARN.replace("stubborn", "second")}})
lam.put_function_event_invoke_config(
    FunctionName="second", DestinationConfig={"OnSuccess": {"Destination": STUBBORN_ARN.replace("stubborn", "third")}})
lam.put_function_event_invoke_config(
    FunctionName="third", DestinationConfig={"OnSuccess": {"Destination": well_arn}})
chance = random.Random(7)
for round in range(40):
    sent = chance.randrange(1, 5)
    for _ in range(sent):
        lam.invoke(FunctionName="first", InvocationType="Event", Payload="{}")
        time.sleep(chance.random() / 200)
    quiet()
    arrived = 0
    for url in [well]:
        batch = letters(url)
        while batch:
            arrived += len(batch)
            for letter in batch:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])
            batch = letters(url)
    expect(arrived, sent + (1 if round == 0 else 0), f"what arrived in round {round} of seed 7")

# A queue and its mapping: a message that fails comes back when its visibility timeout is over.
inbox = sqs.create_queue(QueueName="inbox", Attributes={
    "VisibilityTimeout": "600",
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 3})})["QueueUrl"]
function("poison", "def handle(event, context): raise ValueError('poison')")
mapping = lam.create_event_source_mapping(
    FunctionName="poison", EventSourceArn="arn:aws:sqs:us-east-1:000000000000:inbox")["UUID"]
quiet()
expect(lam.get_event_source_mapping(UUID=mapping)["State"], "Enabled", "state of the mapping when all is quiet")
message = sqs.send_message(QueueUrl=inbox, MessageBody="bad")["MessageId"]
report = quiet()
expect([waiting["what"] for waiting in report["waiting"]], ["messages hidden or delayed"], f"{report}")
for run in range(2):
    report = clock(advance=600)
    expect(report["ran"].get("batches"), {mapping: 1}, f"run {run + 2}: {report}")
expect(clock(advance=600)["ran"].get("batches"), None, "what is left of the message")
expect([letter["Body"] for letter in letters(dead) if letter["Body"] == "bad"], ["bad"], "the dead-letter queue")
mapped, queued = sorted(events(messageId=message), key=lambda event: event["way"])
expect((mapped["way"], mapped["mapping"], queued["way"]), ("mapped", mapping, "queued"), "its ways")
expect([step["step"] for step in mapped["steps"]], ["received", "started", "failed", "left"] * 3, "its steps")
expect([step["step"] for step in queued["steps"]], ["deadLettered"], "its end")
lam.delete_event_source_mapping(UUID=mapping)
expect(quiet()["waiting"], [], "what waits when the mapping is gone")
if time.monotonic() - began > 100:
    raise SystemExit("hours took longer than 100 s")

# After half a day, what a function signs with would be too old: it gets a new environment.
clock(advance="PT13H")
who()
clock(resume=True)
clock(advance="PT13H")
who()
expect(clock(freeze=True)["state"], "frozen", "state")
expect(admin("POST", "reset"), {}, "reset")
expect(admin("GET", "clock")["state"], "running", "state after a reset")
expect(admin("GET", "clock")["ahead"], "PT0S", "how far ahead after a reset")
function("who", "def handle(event, context): return 1")
expect(json.loads(lam.invoke(FunctionName="who")["Payload"].read()), 1, "an invocation after a reset")
print("done")
