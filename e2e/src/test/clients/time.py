"""boto3 against a server whose clock is steered. Ends with status 0 when all of it holds."""
import io
import json
import os
import time
import urllib.error
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
