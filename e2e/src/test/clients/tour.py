"""boto3 against a server: the whole way of a function. Ends with status 0 when all of it holds."""
import base64
import io
import json
import zipfile

import boto3
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::000000000000:role/any"


def package(code):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("handler.py", code)
    return out.getvalue()


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


lam = boto3.client("lambda")
logs = boto3.client("logs")
expect(boto3.client("sts").get_caller_identity()["Account"], "000000000000", "account")

code = """
import boto3
def handle(event, context):
    if event.get("fail"):
        raise ValueError("no " + event["fail"])
    me = boto3.client("sts").get_caller_identity()["Arn"] if event.get("who") else None
    print("n is", event.get("n"))
    return {"n": event.get("n"), "who": me, "function": context.function_name}
"""
created = lam.create_function(
    FunctionName="py-tour", Runtime="python3.11", Handler="handler.handle", Role=ROLE,
    Timeout=20, MemorySize=256, Code={"ZipFile": package(code)}, Environment={"Variables": {"STAGE": "one"}})
expect(created["State"], "Pending", "state in the create answer")
lam.get_waiter("function_active_v2").wait(FunctionName="py-tour")

answer = lam.invoke(FunctionName="py-tour", Payload=json.dumps({"n": 7, "who": True}), LogType="Tail")
payload = json.loads(answer["Payload"].read())
if "FunctionError" in answer:
    raise SystemExit(f"the function failed: {payload}")
expect(payload["n"], 7, "payload")
expect(payload["who"], "arn:aws:sts::000000000000:assumed-role/any/py-tour", "who the function is")
log = base64.b64decode(answer["LogResult"]).decode()
if "n is 7\n" not in log or "REPORT RequestId" not in log:
    raise SystemExit(f"log tail: {log}")

answer = lam.invoke(FunctionName="py-tour", Payload=json.dumps({"fail": "way"}))
expect(answer["StatusCode"], 200, "status of a function error")
expect(answer["FunctionError"], "Unhandled", "function error")
error = json.loads(answer["Payload"].read())
expect((error["errorType"], error["errorMessage"]), ("ValueError", "no way"), "error object")

expect(lam.invoke(FunctionName="py-tour", InvocationType="DryRun")["StatusCode"], 204, "dry run")
expect(lam.invoke(FunctionName="py-tour", InvocationType="Event", Payload=b'{"n": 8}')["StatusCode"], 202, "event")

first = lam.publish_version(FunctionName="py-tour")
expect(lam.publish_version(FunctionName="py-tour")["Version"], first["Version"], "unchanged publish")
lam.update_function_configuration(FunctionName="py-tour", Environment={"Variables": {"STAGE": "two"}})
lam.get_waiter("function_updated_v2").wait(FunctionName="py-tour")
second = lam.publish_version(FunctionName="py-tour")
lam.create_alias(
    FunctionName="py-tour", Name="live", FunctionVersion=first["Version"],
    RoutingConfig={"AdditionalVersionWeights": {second["Version"]: 0.5}})
seen = {lam.invoke(FunctionName="py-tour", Qualifier="live", Payload=b"{}")["ExecutedVersion"] for _ in range(60)}
expect(seen, {first["Version"], second["Version"]}, "weighted routing")

stream = lam.invoke_with_response_stream(FunctionName="py-tour", Payload=b'{"n": 9}')
chunks = b""
for event in stream["EventStream"]:
    if "PayloadChunk" in event:
        chunks += event["PayloadChunk"]["Payload"]
    complete = event.get("InvokeComplete")
expect(json.loads(chunks)["n"], 9, "streamed payload")
if complete is None or "ErrorCode" in complete:
    raise SystemExit(f"InvokeComplete: {complete}")

lam.put_function_concurrency(FunctionName="py-tour", ReservedConcurrentExecutions=0)
try:
    lam.invoke(FunctionName="py-tour", Payload=b"{}")
    raise SystemExit("an invocation of a function with no concurrency was not refused")
except ClientError as refused:
    expect(refused.response["Error"]["Code"], "TooManyRequestsException", "throttle")
    expect(refused.response["Reason"], "ReservedFunctionConcurrentInvocationLimitExceeded", "reason")

messages = [e["message"] for e in logs.filter_log_events(logGroupName="/aws/lambda/py-tour")["events"]]
for wanted in ("n is 7", "n is 8"):
    if not any(wanted in message for message in messages):
        raise SystemExit(f"{wanted!r} is not in the log group: {messages}")

lam.delete_function(FunctionName="py-tour")
try:
    lam.get_function(FunctionName="py-tour")
    raise SystemExit("a deleted function was found")
except lam.exceptions.ResourceNotFoundException:
    print("done")
