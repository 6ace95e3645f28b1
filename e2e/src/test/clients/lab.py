"""What the scripts beside this one share: packages, functions, invocations, and checks that are all told."""
import base64
import io
import json
import os
import sys
import time
import traceback
import zipfile

import boto3
from botocore.config import Config

ROLE = "arn:aws:iam::000000000000:role/lab"
NO_RETRY = Config(retries={"total_max_attempts": 1}, read_timeout=120, max_pool_connections=250)

lam = boto3.client("lambda", config=NO_RETRY)
logs = boto3.client("logs", config=NO_RETRY)

checks = []


def package(files):
    """A zip of name to text or bytes; a name that ends in '!' is executable."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name.rstrip("!"))
            entry.external_attr = (0o100755 if name.endswith("!") else 0o100644) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def create(name, files, runtime="python3.11", handler="app.handle", wait=True, **more):
    if isinstance(files, str):
        files = {"app.py": files}
    more = {"Timeout": 30, "MemorySize": 256, **more}
    lam.create_function(
        FunctionName=name, Runtime=runtime, Handler=handler, Role=ROLE, Code={"ZipFile": package(files)}, **more)
    if wait:
        lam.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    return name


class Answer:
    """What an invocation answered."""

    def __init__(self, response):
        self.raw = response["Payload"].read()
        self.text = self.raw.decode("utf-8", "replace")
        self.error = response.get("FunctionError")
        self.version = response.get("ExecutedVersion")
        self.log = base64.b64decode(response.get("LogResult", "")).decode("utf-8", "replace")

    @property
    def value(self):
        return json.loads(self.raw) if self.raw else None

    def __repr__(self):
        return f"<{self.error or 'ok'} {self.text[:600]} log={self.log!r}>"


def invoke(name, event=None, tail=True, **more):
    if tail:
        more["LogType"] = "Tail"
    return Answer(lam.invoke(FunctionName=name, Payload=json.dumps(event if event is not None else {}), **more))


def stream(name, event=None):
    """The chunks with the seconds at which each came, and the final event."""
    begun = time.monotonic()
    chunks, complete = [], None
    response = lam.invoke_with_response_stream(FunctionName=name, Payload=json.dumps(event or {}))
    for part in response["EventStream"]:
        if "PayloadChunk" in part:
            chunks.append((time.monotonic() - begun, part["PayloadChunk"]["Payload"]))
        complete = part.get("InvokeComplete", complete)
    return chunks, complete


def messages(group, pattern=None):
    more = {"filterPattern": pattern} if pattern else {}
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, **more)
    return [event["message"] for page in pages for event in page["events"]]


def eventually(question, seconds=10):
    """Asks until the answer is true; the last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


def same(actual, expected, what="value"):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def holds(condition, what):
    if not condition:
        raise AssertionError(str(what))


def check(function):
    """Marks a check; its name, with spaces, is what is told when it fails."""
    checks.append(function)
    return function


def slow(function):
    """A check of many seconds: only with LONG=1, or by name."""
    return check(function) if "LONG" in os.environ or function.__name__ in sys.argv else function


def run():
    """Runs every check (or those named on the command line) and ends with status 1 when one failed."""
    wanted = sys.argv[1:]
    failed = 0
    for function in checks:
        if wanted and function.__name__ not in wanted:
            continue
        begun = time.monotonic()
        try:
            function()
            outcome = "ok"
        except BaseException as error:
            failed += 1
            where = traceback.extract_tb(error.__traceback__)
            line = next((f.lineno for f in reversed(where) if f.filename == sys.argv[0]), 0)
            outcome = f"FAILED at line {line}: {type(error).__name__}: {str(error)[:3000]}"
        print(f"{time.monotonic() - begun:6.2f}s {function.__name__.replace('_', ' ')}: {outcome}", flush=True)
    if failed:
        sys.exit(1)
    print("done")
