"""Function URLs, over HTTP and signed by botocore. Ends with status 0 when all holds."""
import base64
import http.client
import json
import os
import socket
import subprocess
import time
import uuid
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lab import NO_RETRY, check, create, holds, lam, run, same

OWN, OTHER = "000000000000", "222222222222"
REGION = "us-east-1"
SERVER = urlsplit(os.environ["AWS_ENDPOINT_URL"])
FORBIDDEN = (
    "Forbidden. For troubleshooting Function URL authorization issues, see:"
    " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html")

# Answers its event, or what the event's body says.
ECHO = """
import json
def handle(event, context):
    if event.get("rawPath") == "/returns":
        return json.loads(event["body"])
    return {"statusCode": 200, "body": json.dumps({"event": event, "arn": context.invoked_function_arn,
                                                    "request": context.aws_request_id})}
"""

STREAM = """
exports.handle = awslambda.streamifyResponse(async (event, stream) => {
  const plain = event.rawPath === '/plain';
  if (event.rawPath === '/fails') throw new Error('before the first byte');
  if (plain) stream.setContentType('text/x-steps');
  else stream = awslambda.HttpResponseStream.from(stream, {
    statusCode: 203, headers: { 'Content-Type': 'text/event-stream', 'X-Mine': 'yes' },
    cookies: ['a=1; Path=/', 'b=2'] });
  for (let i = 0; i < 4; i++) {
    stream.write(`step ${i}\\n`);
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (event.rawPath === '/breaks' && i === 1) throw new Error('in the middle');
  }
  stream.end();
});
"""


def name(prefix="url"):
    return prefix + "-" + uuid.uuid4().hex[:8]


def client(service, key):
    return boto3.client(service, region_name=REGION, config=NO_RETRY, aws_access_key_id=key["AccessKeyId"],
                        aws_secret_access_key=key["SecretAccessKey"])


def root(account):
    return {"AccessKeyId": account, "SecretAccessKey": "any"}


def user(actions=None, account=OWN, effect="Allow"):
    owner = client("iam", root(account))
    who = name("user")
    arn = owner.create_user(UserName=who)["User"]["Arn"]
    if actions:
        owner.put_user_policy(UserName=who, PolicyName="p", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": {"Effect": effect, "Action": actions, "Resource": "*"}}))
    return arn, owner.create_access_key(UserName=who)["AccessKey"]


def url_of(function, auth="NONE", **more):
    return lam.create_function_url_config(FunctionName=function, AuthType=auth, **more)["FunctionUrl"]


def public(function, auth="NONE", principal="*", both=True, **more):
    """What the console adds to a function with a URL: one statement before October 2025, two since."""
    lam.add_permission(FunctionName=function, StatementId=name("s"), Principal=principal,
                       Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType=auth, **more)
    if both:
        lam.add_permission(FunctionName=function, StatementId=name("s"), Principal=principal,
                           Action="lambda:InvokeFunction", InvokedViaFunctionUrl=True, **more)


class Reply:
    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.body = response.read()

    @property
    def value(self):
        return json.loads(self.body)

    @property
    def event(self):
        return self.value["event"]

    def __repr__(self):
        return f"<{self.status} {self.headers.items()} {self.body[:500]}>"


def connect(timeout=60):
    return http.client.HTTPConnection(SERVER.hostname, SERVER.port, timeout=timeout)


def send(url, method="GET", body=None, headers=None, key=None, signer=SigV4Auth, service="lambda", region=REGION):
    """To a URL's host, or, for an address, to its path; the name itself need not resolve."""
    headers = dict(headers or {})
    if key:
        request = AWSRequest(method, url, data=body, headers=headers)
        signer(Credentials(key["AccessKeyId"], key["SecretAccessKey"], key.get("SessionToken")), service, region
               ).add_auth(request)
        url, headers = request.url, dict(request.headers.items())
    parts = urlsplit(url)
    connection = connect()
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    connection.request(method, target, body=body, headers={"Host": parts.netloc, **headers})
    try:
        return Reply(connection.getresponse())
    finally:
        connection.close()


def by_path(url):
    return f"http://{SERVER.netloc}/_forebay/url/{urlsplit(url).netloc.split('.')[0]}/"


def forbidden(reply):
    same((reply.status, reply.value), (403, {"Message": FORBIDDEN}), reply)
    same(reply.headers["x-amzn-ErrorType"], "AccessDeniedException")


echo = create(name(), ECHO)
open_url = url_of(echo)
public(echo)


@check
def the_url_has_the_servers_own_port_and_is_found_by_host_and_by_path():
    holds(open_url.endswith(f".lambda-url.{REGION}.localhost:{SERVER.port}/"), open_url)
    for url in (open_url, by_path(open_url)):
        event = send(url + "a/b%2Fc//d?x=1").event
        same((event["rawPath"], event["rawQueryString"]), ("/a/b%2Fc//d", "x=1"))
    same(send(by_path(open_url)[:-1]).event["rawPath"], "/")


@check
def the_event_has_payload_format_two():
    reply = send(open_url + "p?a=1&b=%20x&a=2&c", "POST", b'{"n":1}', {
        "Content-Type": "application/json; charset=utf-8", "X-Mixed": "One", "Cookie": "k=v; l=w",
        "User-Agent": "me", "Authorization": "Bearer t", "X-Forwarded-For": "9.9.9.9"})
    event, context = reply.event, reply.event["requestContext"]
    same((event["version"], event["routeKey"]), ("2.0", "$default"))
    same(event["rawQueryString"], "a=1&b=%20x&a=2&c")
    same(event["queryStringParameters"], {"a": "1,2", "b": " x", "c": ""})
    same(event["cookies"], ["k=v", "l=w"])
    same((event["body"], event["isBase64Encoded"]), ('{"n":1}', False))
    headers = event["headers"]
    same((headers["x-mixed"], headers["authorization"]), ("One", "Bearer t"))
    same((headers["x-forwarded-for"], headers["x-forwarded-proto"]), ("127.0.0.1", "http"))
    same(headers["x-forwarded-port"], str(SERVER.port))
    same(headers["host"], urlsplit(open_url).netloc)
    holds(headers["x-amzn-trace-id"].startswith("Root=1-") and "cookie" not in headers, headers)
    holds(all(key == key.lower() for key in headers), headers)
    same(context["http"], {"method": "POST", "path": "/p", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                           "userAgent": "me"})
    same((context["accountId"], context["stage"], context["routeKey"]), ("anonymous", "$default", "$default"))
    same((context["domainPrefix"], context["domainName"]),
         (context["apiId"], f"{context['apiId']}.lambda-url.{REGION}.localhost"))
    holds("authorizer" not in context, context)
    holds(abs(context["timeEpoch"] / 1000 - time.time()) < 60, context)
    same(time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(context["timeEpoch"] // 1000)), context["time"])
    same(reply.headers["x-amzn-RequestId"], context["requestId"])
    same(reply.value["request"], context["requestId"])
    holds(reply.headers["X-Amzn-Trace-Id"].startswith("Root=1-"), reply)


@check
def bodies_that_are_no_text_come_in_base64():
    for kind in ("application/octet-stream", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        event = send(open_url, "POST", b"\xff\x00a=b", {"Content-Type": kind}).event
        same((event["isBase64Encoded"], base64.b64decode(event["body"])), (True, b"\xff\x00a=b"), kind)
    event = send(open_url, "POST", "é".encode(), {"Content-Type": "text/plain"}).event
    same((event["isBase64Encoded"], event["body"]), (False, "é"))
    event = send(open_url).event
    holds("body" not in event and event["isBase64Encoded"] is False and "cookies" not in event
          and "queryStringParameters" not in event, event)


def returns(value, method="POST"):
    return send(open_url + "returns", method, json.dumps(value), {"Content-Type": "application/json"})


@check
def what_a_function_returns_becomes_the_answer():
    reply = returns({"statusCode": 418, "headers": {"Content-Type": "text/x", "X-A": "1", "Content-Length": "9",
                                                   "x-n": 5},
                     "cookies": ["a=1; Path=/", "b=2"], "body": "teapot"})
    same((reply.status, reply.body, reply.headers["Content-Type"]), (418, b"teapot", "text/x"))
    same((reply.headers["X-A"], reply.headers["x-n"]), ("1", "5"))
    same(reply.headers.get_all("set-cookie"), ["a=1; Path=/", "b=2"])
    same((reply.headers["Content-Length"], reply.headers["x-amzn-Remapped-content-length"]), ("6", "9"))
    reply = returns({"statusCode": "201", "body": base64.b64encode(b"\x00\xff").decode(), "isBase64Encoded": True})
    same((reply.status, reply.body, reply.headers["Content-Type"]), (201, b"\x00\xff", "application/json"))
    for value, body in (({"a": 1}, b'{"a": 1}'), ([1, "x"], b'[1, "x"]'), ("hello", b"hello"), (3.1, b"3.1"),
                        (True, b"true"), (None, b"null")):
        reply = returns(value)
        same((reply.status, reply.body, reply.headers["Content-Type"]), (200, body, "application/json"), value)
    reply = returns({"statusCode": 204})
    same((reply.status, reply.body), (204, b""))


@check
def what_cannot_be_an_answer_is_502():
    for value in ({"statusCode": "x"}, {"statusCode": 99}, {"statusCode": 700}, {"statusCode": 200, "headers": [1]},
                  {"statusCode": 200, "body": {"a": 1}}, {"statusCode": 200, "headers": {"a": "b\r\nc: d"}},
                  {"statusCode": 200, "body": "%", "isBase64Encoded": True}, {"statusCode": 200, "cookies": "a"}):
        reply = returns(value)
        same((reply.status, reply.body), (502, b"Internal Server Error"), value)
    for source in ("def handle(e, c):\n    raise Exception('no')", "import time\ndef handle(e, c):\n    time.sleep(9)"):
        function = create(name(), source, Timeout=1)
        url = url_of(function)
        public(function)
        reply = send(url)
        same((reply.status, reply.body), (502, b"Internal Server Error"), source)


@check
def limits_answer_413_and_429():
    reply = send(open_url, "POST", b"x" * 6_300_000, {"Content-Type": "text/plain"})
    same(reply.status, 413, reply)
    reply = send(open_url, "POST", b"x" * 5_000_000)
    same(reply.status, 413, "base64 takes a third more")
    lam.put_function_concurrency(FunctionName=echo, ReservedConcurrentExecutions=0)
    try:
        reply = send(open_url)
        same((reply.status, reply.headers["x-amzn-ErrorType"]), (429, "TooManyRequestsException"), reply)
    finally:
        lam.delete_function_concurrency(FunctionName=echo)


@check
def a_malformed_body_is_400():
    with socket.create_connection((SERVER.hostname, SERVER.port), timeout=20) as raw:
        raw.sendall(f"POST / HTTP/1.1\r\nHost: {urlsplit(open_url).netloc}\r\n"
                    "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n".encode())
        same(raw.recv(12), b"HTTP/1.1 400")


@check
def an_alias_has_a_url_of_its_own_and_a_deleted_one_is_unknown():
    version = lam.publish_version(FunctionName=echo)["Version"]
    lam.create_alias(FunctionName=echo, Name="live", FunctionVersion=version)
    url = url_of(echo, Qualifier="live")
    forbidden(send(url))
    public(echo, Qualifier="live")
    same(send(url).value["arn"].split(":")[-1], "live")
    lam.update_function_url_config(FunctionName=echo, Qualifier="live", AuthType="AWS_IAM")
    forbidden(send(url))
    lam.delete_function_url_config(FunctionName=echo, Qualifier="live")
    for unknown in (url, by_path(url), url.replace(REGION, "eu-west-1"),
                    open_url.replace(REGION, "eu-west-1"), by_path("http://nope.x")):
        reply = send(unknown)
        same((reply.status, reply.body), (403, b'{"Message":null}'), unknown)
        same(reply.headers["x-amzn-ErrorType"], "AccessDeniedException")


@check
def a_public_url_needs_the_functions_policy():
    function = create(name(), ECHO)
    url = url_of(function)
    forbidden(send(url))
    forbidden(send(url, key=root(OTHER)))
    public(function, auth="AWS_IAM")
    forbidden(send(url))
    public(function, both=False)
    same(send(url).status, 200, "the statement of before October 2025")
    same(send(url, headers={"Authorization": "AWS4-HMAC-SHA256 nonsense"}).status, 200)
    lam.add_permission(FunctionName=function, StatementId="direct", Principal=OTHER, Action="lambda:InvokeFunction",
                       InvokedViaFunctionUrl=True)
    try:
        _, key = user("lambda:*", OTHER)
        client("lambda", key).invoke(FunctionName=f"arn:aws:lambda:{REGION}:{OWN}:function:{function}")
        raise AssertionError("a grant for URLs is none for Invoke")
    except lam.exceptions.ClientError as error:
        same(error.response["Error"]["Code"], "AccessDeniedException")


@check
def a_signed_url_asks_identity_and_function_policies():
    function = create(name(), ECHO)
    url = url_of(function, "AWS_IAM")
    forbidden(send(url))
    _, nobody = user()
    forbidden(send(url, key=nobody))
    for actions in ("lambda:InvokeFunctionUrl", ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"]):
        arn, key = user(actions)
        for where in (url, by_path(url)):
            reply = send(where + "x%2Fy?b=2&a=1%20", "POST", b"{}", {"Content-Type": "application/json"}, key)
            same(reply.status, 200, reply)
        context = reply.event["requestContext"]
        same(context["accountId"], OWN)
        iam = context["authorizer"]["iam"]
        same((iam["accessKey"], iam["accountId"], iam["userArn"]), (key["AccessKeyId"], OWN, arn))
        holds(iam["userId"].startswith("AIDA") and iam["callerId"] == iam["userId"], iam)
        same((iam["cognitoIdentity"], iam["principalOrgId"]), (None, None))
        holds("authorization" not in reply.event["headers"] and "x-amz-date" in reply.event["headers"], reply.event)
        same(send(url + "?q=1", key=key, signer=SigV4QueryAuth).status, 200, "a presigned request")
    _, invoker = user("lambda:InvokeFunction")
    reply = send(url, key=invoker)
    forbidden(reply)
    connection = connect()
    connection.request("GET", reply.headers["x-forebay-why"])
    holds(b"lambda:InvokeFunctionUrl" in Reply(connection.getresponse()).body, "why it was denied")
    iam_api = client("iam", root(OWN))
    iam_api.put_user_policy(UserName=arn.split("/")[-1], PolicyName="no", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "lambda:InvokeFunction", "Resource": "*",
                                               "Condition": {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}}}))
    forbidden(send(url, key=key))
    same(send(url, key=root(OWN)).status, 200, "the account's root")
    lam.add_permission(FunctionName=function, StatementId="named", Principal=user_arn(nobody),
                       Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="AWS_IAM")
    same(send(url, key=nobody).status, 200, "named by the function's policy")


def user_arn(key):
    return client("sts", key).get_caller_identity()["Arn"]


@check
def another_account_needs_both_sides_by_either_statement_form():
    for both in (False, True):
        function = create(name(), ECHO)
        url = url_of(function, "AWS_IAM")
        _, able = user(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"], OTHER)
        _, unable = user(account=OTHER)
        forbidden(send(url, key=able))
        public(function, "AWS_IAM", OTHER, both)
        reply = send(url, key=able)
        same((reply.status, reply.event["requestContext"]["accountId"]), (200, OTHER), reply)
        forbidden(send(url, key=unable))
        wrong = create(name(), ECHO)
        other_url = url_of(wrong, "AWS_IAM")
        public(wrong, "NONE", OTHER, both)
        forbidden(send(other_url, key=able))


@check
def a_wrong_signature_is_403_in_awss_words():
    function = create(name(), ECHO)
    url = url_of(function, "AWS_IAM")
    _, key = user("lambda:*")
    reply = send(url, key={**key, "SecretAccessKey": "wrong"})
    same((reply.status, reply.headers["x-amzn-ErrorType"]), (403, "InvalidSignatureException"), reply)
    holds("does not match the signature you provided" in reply.value["Message"], reply)
    reply = send(url, key=key, service="execute-api")
    same(reply.status, 403)
    holds("correct service: 'lambda'" in reply.value["Message"], reply)
    reply = send(url, key=key, region="eu-west-1")
    holds("valid region" in reply.value["Message"], reply)
    reply = send(url, headers={"Authorization": "AWS4-HMAC-SHA256 Credential=x"})
    same((reply.status, reply.headers["x-amzn-ErrorType"]), (403, "IncompleteSignatureException"), reply)
    reply = send(url, "GET", headers={"Origin": "https://evil.example"}, key=root(OWN))
    same(reply.status, 403, "an unproved key from a foreign page")


@check
def cors_is_answered_by_the_url():
    function = create(name(), ECHO)
    url = url_of(function, Cors={"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET", "PUT"],
                                 "AllowHeaders": ["x-one", "x-two"], "ExposeHeaders": ["x-seen"], "MaxAge": 60,
                                 "AllowCredentials": True})
    asking = {"Origin": "https://a.example", "Access-Control-Request-Method": "PUT"}
    reply = send(url, "OPTIONS", headers=asking)
    same((reply.status, reply.body), (200, b""), "a preflight needs no permission")
    same({k.lower(): v for k, v in reply.headers.items() if k.lower().startswith("access-control")}, {
        "access-control-allow-origin": "https://a.example", "access-control-allow-methods": "GET,PUT",
        "access-control-allow-headers": "x-one,x-two", "access-control-max-age": "60",
        "access-control-allow-credentials": "true"})
    reply = send(url, "OPTIONS", headers={**asking, "Origin": "https://b.example"})
    same((reply.status, reply.headers["Access-Control-Allow-Origin"]), (200, None))
    public(function)
    body = json.dumps({"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*", "X-Seen": "1"}})
    reply = send(url + "returns", "POST", body, {"Origin": "https://a.example", "Content-Type": "application/json"})
    same((reply.headers.get_all("Access-Control-Allow-Origin"), reply.headers["Access-Control-Expose-Headers"],
          reply.headers["X-Seen"]), (["https://a.example"], "x-seen", "1"))
    reply = send(url + "returns", "POST", body, {"Content-Type": "application/json"})
    same(reply.headers["Access-Control-Allow-Origin"], None, "a request of no page")
    same(send(url, "OPTIONS").event["requestContext"]["http"]["method"], "OPTIONS", "no preflight")
    lam.update_function_url_config(FunctionName=function, Cors={"AllowOrigins": ["*"]})
    same(send(url, headers={"Origin": "https://b.example"}).headers["Access-Control-Allow-Origin"], "*")
    same(send(open_url, "OPTIONS", headers=asking).status, 200, "without a configuration the function answers")


def stream(url):
    """Status, headers, and the pieces with the seconds at which each came."""
    parts = urlsplit(url)
    connection = connect()
    begun = time.monotonic()
    connection.request("GET", parts.path or "/", headers={"Host": parts.netloc})
    response = connection.getresponse()
    pieces = []
    while piece := response.read1(65536):
        pieces.append((time.monotonic() - begun, piece))
    connection.close()
    return response, pieces


@check
def streamed_bytes_arrive_as_they_are_written():
    function = create(name(), {"index.js": STREAM}, "nodejs20.x", "index.handle")
    url = url_of(function, InvokeMode="RESPONSE_STREAM")
    forbidden(send(url))
    public(function)
    send(url)  # starts an environment
    response, pieces = stream(url)
    same((response.status, response.headers["Content-Type"], response.headers["X-Mine"]),
         (203, "text/event-stream", "yes"))
    same(response.headers.get_all("set-cookie"), ["a=1; Path=/", "b=2"])
    same(b"".join(piece for _, piece in pieces), b"step 0\nstep 1\nstep 2\nstep 3\n")
    holds(len(pieces) >= 4 and pieces[-1][0] - pieces[0][0] > 0.5, pieces)
    response, pieces = stream(url + "plain")
    same((response.status, response.headers["Content-Type"]), (200, "text/x-steps"))
    holds(len(pieces) >= 4, pieces)
    reply = send(url + "fails")
    same((reply.status, reply.body), (502, b"Internal Server Error"))
    try:
        stream(url + "breaks")
        raise AssertionError("an answer without its end looks whole")
    except http.client.IncompleteRead:
        pass
    lam.update_function_url_config(FunctionName=function, InvokeMode="BUFFERED")
    holds(b'"statusCode":203' in send(url).body, "buffered, the prelude is not understood")


@check
def a_function_that_does_not_stream_works_in_stream_mode():
    function = create(name(), ECHO)
    url = url_of(function, InvokeMode="RESPONSE_STREAM")
    public(function)
    reply = send(url, "POST", b"text", {"Content-Type": "text/plain"})
    same(reply.status, 200)
    same(json.loads(reply.value["body"])["event"]["body"], "text")


@check
def http2_and_every_method_are_understood():
    out = subprocess.run(
        ["curl", "-sS", "--http2-prior-knowledge", "-H", f"Host: {urlsplit(open_url).netloc}",
         f"http://{SERVER.netloc}/h2?x=1"], capture_output=True, check=True, text=True).stdout
    event = json.loads(out)["event"]
    same((event["rawPath"], event["requestContext"]["http"]["protocol"]), ("/h2", "HTTP/2.0"))
    same(event["headers"]["host"], urlsplit(open_url).netloc)
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
        same(send(open_url, method).event["requestContext"]["http"]["method"], method)
    reply = send(open_url, "HEAD")
    same((reply.status, reply.body), (200, b""))


run()
