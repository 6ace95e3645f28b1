"""A hostile caller: wrong calls, races and resets. Ends with status 0 when every answer is AWS's."""
import base64
import collections
import hashlib
import http.client
import io
import json
import os
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
REGION = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
ARN = f"arn:aws:lambda:{REGION}:000000000000:"
ROLE = "arn:aws:iam::000000000000:role/any"
# What is wrong must reach the server, and its first answer is the one that counts.
HOSTILE = Config(parameter_validation=False, retries={"max_attempts": 0}, max_pool_connections=32)
lam = boto3.client("lambda", config=HOSTILE, region_name=REGION)
logs = boto3.client("logs", config=HOSTILE, region_name=REGION)
problems = []


def package(code, **others):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("handler.py", code)
        for name, content in others.items():
            archive.writestr(name, content)
    return out.getvalue()


ECHO = package("def handle(event, context):\n    return event\n")


def create(name, code=ECHO, client=lam, **others):
    return client.create_function(**{
        "FunctionName": name, "Runtime": "python3.11", "Handler": "handler.handle", "Role": ROLE,
        "Timeout": 20, "Code": {"ZipFile": code}, **others})


def expect(condition, what):
    if not condition:
        problems.append(what)


def refused(status, kind, text, operation, /, **request):
    """The call must be refused with this status and code, and with a message that holds the text."""
    try:
        operation(**request)
        problems.append(f"{operation.__name__}{request}: not refused")
    except ClientError as error:
        meta = error.response["ResponseMetadata"]
        got = (meta["HTTPStatusCode"], error.response["Error"]["Code"])
        message = error.response["Error"]["Message"]
        if got != (status, kind) or text not in message or "RequestId" not in meta:
            problems.append(f"{operation.__name__}{request}: {got} {message}")


def raw(method, path, body=b"", signed=True, **headers):
    """A call as bytes; answers the status and the error type."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if signed:
        request = AWSRequest(method=method, url=ENDPOINT + path, data=body, headers=headers)
        SigV4Auth(Credentials("test", "test"), signed if isinstance(signed, str) else "lambda",
                  REGION).add_auth(request)
        headers = dict(request.headers.items())
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(ENDPOINT).netloc, timeout=30)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    content = response.read()
    expect(b"<html" not in content.lower() and b"\tat " not in content, f"{path}: {content[:200]}")
    expect(response.getheader("x-amzn-RequestId"), f"{method} {path}: no request id")
    kind = response.getheader("x-amzn-ErrorType")
    if not kind and response.status >= 400:
        kind = json.loads(content)["__type"]
    return response.status, kind


def fidelity_is_true():
    with urllib.request.urlopen(ENDPOINT + "/_forebay/fidelity") as answer:
        fidelity = json.load(answer)
    expect({option["service"] for option in fidelity["recordedOnly"]} <= set(fidelity["operations"]),
           "a service that is not there lists what it only records")
    for option in fidelity["recordedOnly"]:
        # In the credential scope it has another name than in boto3.
        name = {"apigateway": "apigatewayv2"}.get(option["service"], option["service"])
        model = boto3.client(name, region_name=REGION).meta.service_model
        for operation in option["operations"]:
            expect(operation in fidelity["operations"][option["service"]]["implemented"],
                   f"{operation} is recorded only but not implemented")
            expect(is_a_name_of(option["option"], model.operation_model(operation).input_shape),
                   f"{operation} has no {option['option']}")


def is_a_name_of(option, shape):
    """Whether the request has such a member, or an attribute of that name."""
    attributes = getattr(shape.members.get("Attributes"), "key", None)
    if attributes and option in attributes.enum:
        return True
    for member in option.split(" ")[0].split("=")[0].split("."):
        while shape.type_name == "list":
            shape = shape.member
        if shape.type_name == "map":
            shape = shape.value
            if shape.type_name == "string":
                return True  # the member is a key of the map
        if member not in getattr(shape, "members", {}):
            return False
        shape = shape.members[member]
    return True


def wrong_calls():
    create("f", Description="ünï ☃ 😀", Environment={"Variables": {"SNOW": "☃😀"}})
    lam.get_waiter("function_active_v2").wait(FunctionName="f", WaiterConfig={"Delay": 1})
    missing, invalid = "ResourceNotFoundException", "InvalidParameterValueException"
    refused(409, "ResourceConflictException", "Function already exist: f", create, name="f")
    refused(400, "ValidationException", "at 'functionName' failed", create, name="a b")
    refused(400, invalid, "less than or equal to 64", create, name="a" * 65)
    refused(400, "ValidationException", "at 'role' failed", create, name="g", Role="r")
    refused(400, invalid, "Value python9 at 'runtime'", create, name="g", Runtime="python9")
    refused(400, invalid, "Could not unzip uploaded file.", create, name="g", code=b"no zip")
    refused(400, invalid, "reserved keys", create, name="g",
            Environment={"Variables": {"AWS_REGION": "x"}})
    refused(400, "SerializationException", "STRING_VALUE can not be converted to an Integer",
            create, name="g", MemorySize="much")
    refused(404, missing, f"Function not found: {ARN}function:no", lam.get_function,
            FunctionName="no")
    refused(404, missing, "are not reachable in this region", lam.get_function,
            FunctionName="arn:aws:lambda:eu-south-2:000000000000:function:f")
    refused(403, "AccessDeniedException", "no resource-based policy allows", lam.get_function,
            FunctionName="111111111111:function:f")
    refused(400, invalid, "The derived qualifier from the function name", lam.get_function,
            FunctionName="f:a", Qualifier="b")
    refused(404, missing, f"{ARN}function:f:9", lam.invoke, FunctionName="f", Qualifier="9")
    refused(400, "InvalidRequestContentException", "Could not parse request body into json",
            lam.invoke, FunctionName="f", Payload=b"{")
    refused(413, "RequestTooLargeException", "6291456", lam.invoke, FunctionName="f",
            Payload=b'"' + b"x" * 6291455 + b'"')
    refused(412, "PreconditionFailedException", "GetFunction/GetAlias", lam.publish_version,
            FunctionName="f", RevisionId="stale")
    lam.publish_version(FunctionName="f")
    lam.create_alias(FunctionName="f", Name="live", FunctionVersion="1")
    refused(409, "ResourceConflictException", "alias live", lam.delete_function,
            FunctionName="f", Qualifier="1")
    refused(400, invalid, "principal was invalid", lam.add_permission, FunctionName="f",
            StatementId="s", Action="lambda:InvokeFunction",
            Principal="arn:aws:iam::000000000000:group/g")
    refused(400, invalid, "reserved for AWS", lam.tag_resource, Resource=ARN + "function:f",
            Tags={"aws:x": "y"})
    refused(400, invalid, "The marker is not valid", lam.list_functions, Marker="junk")
    refused(501, "NotImplemented", "not implemented yet in Forebay",
            lam.list_capacity_providers)
    refused(400, "InvalidParameterException", "reserved for AWS", logs.create_log_group,
            logGroupName="aws/x")
    refused(400, "ResourceNotFoundException", "log group does not exist", logs.filter_log_events,
            logGroupName="no")


def wrong_bytes():
    functions = "/2015-03-31/functions"
    for expected, call in [
            ((404, "UnknownOperationException"), ("GET", "/2015-03-31/nothing")),
            ((404, "UnknownOperationException"), ("PATCH", functions + "/f")),
            ((400, "BadRequestException"), ("GET", functions + "/%zz")),
            ((400, "SerializationException"), ("GET", functions + "/%ff")),
            ((400, "SerializationException"), ("POST", functions, b"{")),
            ((400, "SerializationException"), ("POST", functions, b"[]")),
            ((400, "SerializationException"), ("POST", functions, b'{"a":' * 3000)),
            ((400, "ValidationException"), ("POST", functions, b'{"Unknown":1}')),
            ((413, "RequestEntityTooLargeException"), ("POST", functions, b"x" * 70167212)),
            ((403, "MissingAuthenticationTokenException"), ("GET", functions, b"", False)),
            ((404, "UnknownOperationException"), ("GET", functions, b"", "nosuchservice"))]:
        answer = raw(*call)
        expect(answer == expected, f"{call[0]} {call[1]} {call[2:][:1]!r:.60}: {answer}")
    answer = raw("GET", functions, signed=False, Authorization="AWS4-HMAC-SHA256 junk")
    expect(answer == (403, "IncompleteSignatureException"), f"junk signature: {answer}")
    answer = raw("POST", "/", b"{}", "logs", X_Amz_Target="Logs_20140328.Nope",
                 Content_Type="application/x-amz-json-1.1")
    expect(answer == (400, "UnknownOperationException"), f"unknown target: {answer}")


def what_is_uploaded_comes_back():
    code = package(
        "import os\ndef handle(event, context):\n"
        "    return [event, os.environ['SNOW'], open('dätä ☃.txt', encoding='utf-8').read()]\n",
        **{"dätä ☃.txt": "snö"})
    lam.update_function_code(FunctionName="f", ZipFile=code)
    lam.get_waiter("function_updated_v2").wait(FunctionName="f", WaiterConfig={"Delay": 1})
    function = lam.get_function(FunctionName="f")
    location = function["Code"]["Location"]
    with urllib.request.urlopen(location) as answer:
        expect(answer.read() == code, "the download differs from the upload")
    hashed = base64.b64encode(hashlib.sha256(code).digest()).decode()
    expect(function["Configuration"]["CodeSha256"] == hashed, "the hash differs")
    expect(function["Configuration"]["Description"] == "ünï ☃ 😀", "the description differs")
    try:
        urllib.request.urlopen(location.replace("token=", "token=0"))
        problems.append("a forged link is served")
    except urllib.error.HTTPError as error:
        expect(error.code == 403, f"a forged link: {error.code}")
    answer = lam.invoke(FunctionName="f", Payload='"☃"'.encode())["Payload"].read()
    expect(json.loads(answer) == ["☃", "☃😀", "snö"], f"the function answered {answer!r}")


def outcome(operation, **request):
    try:
        answer = operation(**request)
        if "FunctionError" in answer:
            return answer["Payload"].read().decode()
        return "ok"
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return error.response["Error"]["Code"] if status < 500 else f"{status} {error}"


def races():
    with ThreadPoolExecutor(16) as threads:
        revision = lam.get_function_configuration(FunctionName="f")["RevisionId"]
        won = collections.Counter(threads.map(
            lambda n: outcome(lam.update_function_configuration, FunctionName="f",
                              Description=str(n), RevisionId=revision), range(12)))
        expect(won == {"ok": 1, "PreconditionFailedException": 11}, f"one revision: {won}")

        def change(n):
            step = n % 4
            if step == 0:
                return outcome(lam.update_function_code, FunctionName="f", ZipFile=package(
                    f"def handle(event, context):\n    return '{n}'\n"))
            if step == 1:
                return outcome(lam.publish_version, FunctionName="f")
            return outcome(lam.invoke, FunctionName="f", Qualifier="live" if step == 2 else "$LATEST")

        answers = collections.Counter(threads.map(change, range(64)))
        expect(answers.keys() <= {"ok", "ResourceConflictException"}, f"changes: {answers}")
        list(threads.map(lambda n: create(f"many-{n:03}"), range(60)))
    pages = list(lam.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 25}))
    names = [function["FunctionName"] for page in pages for function in page["Functions"]]
    expect(names == sorted(set(names)) and len(names) == 61, f"{len(pages)} pages: {names}")


def resets():
    def live(n):
        seen = set()
        for _ in range(8):
            seen.add(outcome(create, name=f"r{n}"))
            seen.add(outcome(lam.invoke, FunctionName=f"r{n}", Payload=b"{}"))
            seen.add(outcome(lam.publish_version, FunctionName=f"r{n}"))
        return seen

    with ThreadPoolExecutor(6) as threads:
        running = [threads.submit(live, n) for n in range(6)]
        while not all(future.done() for future in running):
            urllib.request.urlopen(ENDPOINT + "/_forebay/reset", data=b"").read()
    for seen in (future.result() for future in running):
        for answer in seen:
            # Who runs while everything is dropped is told so, or finds its process killed or, when
            # it was just starting, its code gone.
            expect(answer in ("ok", "ResourceNotFoundException", "ResourceConflictException")
                   or "signal: killed" in answer or "No module named 'handler'" in answer,
                   f"under reset: {answer}")


for walk in (fidelity_is_true, wrong_calls, wrong_bytes, what_is_uploaded_comes_back, races, resets):
    walk()
if problems:
    raise SystemExit("\n".join(problems))
print("done")
