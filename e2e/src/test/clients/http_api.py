"""HTTP APIs of API Gateway, by boto3 and over HTTP. Ends with status 0 when all holds."""
import base64
import http.client
import http.server
import json
import os
import threading
import time
import urllib.request
import uuid
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from lab import NO_RETRY, check, create, holds, lam, run, same

OWN = "000000000000"
REGION = "us-east-1"
ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
SERVER = urlsplit(ENDPOINT)
gateway = boto3.client("apigatewayv2", config=NO_RETRY)
iam = boto3.client("iam", config=NO_RETRY)

# Answers its event, or what the event's body says; counts what it was asked.
ECHO = """
import json
def handle(event, context):
    path = event.get("rawPath") or event.get("path")
    if path.endswith("/returns"):
        return json.loads(event["body"])
    if path.endswith("/fails"):
        raise ValueError("no")
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"event": event, "arn": context.invoked_function_arn})}
"""
SLOW = "import time\ndef handle(event, context):\n    time.sleep(3)\n    return 'late'\n"
DOOR = """
import json
asked = 0
def handle(event, context):
    global asked
    asked += 1
    who = event["identitySource"][0] if event["version"] == "2.0" else event["identitySource"]
    if who == "broken":
        raise ValueError("no")
    if event["version"] == "2.0":
        return {"isAuthorized": who != "stranger", "context": {"who": who, "asked": asked, "arn": event["routeArn"]}}
    effect = "Deny" if who == "stranger" else "Allow"
    return {"principalId": who, "context": {"who": who, "type": event["type"]}, "policyDocument": {
        "Version": "2012-10-17", "Statement": [
            {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}]}}
"""


def name(prefix="api"):
    return prefix + "-" + uuid.uuid4().hex[:8]


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
        return f"<{self.status} {self.headers.items()} {self.body[:700]}>"


def send(url, method="GET", body=None, headers=None, key=None):
    """To an API's host; the name itself need not resolve."""
    headers = dict(headers or {})
    if key:
        request = AWSRequest(method, url, data=body, headers=headers)
        SigV4Auth(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "execute-api", REGION).add_auth(request)
        headers = dict(request.headers.items())
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(SERVER.hostname, SERVER.port, timeout=60)
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    connection.request(method, target, body=body, headers={"Host": parts.netloc, **headers})
    try:
        return Reply(connection.getresponse())
    finally:
        connection.close()


def told(reply, status, message):
    same((reply.status, reply.value), (status, {"message": message}), reply)


def refused(code, message, call, **request):
    try:
        call(**request)
    except ClientError as error:
        same((error.response["Error"]["Code"], message in error.response["Error"]["Message"]), (code, True), error)
        return
    raise AssertionError(f"{call.__name__} {request} was not refused")


def allow(function, source):
    lam.add_permission(FunctionName=function, StatementId=name("s"), Action="lambda:InvokeFunction",
                       Principal="apigateway.amazonaws.com", SourceArn=source)


def api_of(**more):
    return gateway.create_api(Name=name(), ProtocolType="HTTP", **more)


def integrate(api, function, version="2.0", **more):
    return gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn_of(function), PayloadFormatVersion=version,
        **more)["IntegrationId"]


def route(api, key, integration, **more):
    return gateway.create_route(ApiId=api, RouteKey=key, Target="integrations/" + integration, **more)["RouteId"]


def arn_of(function):
    return f"arn:aws:lambda:{REGION}:{OWN}:function:{function}"


def execute(api, rest="*"):
    return f"arn:aws:execute-api:{REGION}:{OWN}:{api}/{rest}"


echo = create(name("echo"), ECHO)
slow = create(name("slow"), SLOW)
door = create(name("door"), DOOR)
main = api_of(Tags={"team": "a"})
API, URL = main["ApiId"], main["ApiEndpoint"]
two, one = integrate(API, echo), integrate(API, echo, "1.0")
gateway.create_stage(ApiId=API, StageName="$default", AutoDeploy=True, StageVariables={"color": "red"})
allow(echo, execute(API))
allow(door, execute(API, "authorizers/*"))


@check
def quick_create_serves_a_function_at_once():
    api = api_of(Target=arn_of(echo))
    reply = send(api["ApiEndpoint"] + "/x")
    told(reply, 500, "Internal Server Error")
    holds(reply.headers["x-forebay-why"], reply)
    allow(echo, execute(api["ApiId"], "*/$default"))
    reply = send(api["ApiEndpoint"] + "/x?a=1&a=2", headers={"Cookie": "k=v"})
    same(reply.status, 200, reply)
    event = reply.event
    same((event["version"], event["routeKey"], event["rawPath"]), ("2.0", "$default", "/x"), event)
    same((event["queryStringParameters"], event["cookies"]), ({"a": "1,2"}, ["k=v"]), event)
    context = event["requestContext"]
    same((context["accountId"], context["apiId"], context["stage"]), (OWN, api["ApiId"], "$default"), context)
    same(reply.headers["apigw-requestid"], context["requestId"], reply)
    parts = [gateway.get_routes(ApiId=api["ApiId"])["Items"], gateway.get_stages(ApiId=api["ApiId"])["Items"]]
    same([p[0]["ApiGatewayManaged"] for p in parts], [True, True], parts)
    gateway.delete_api(ApiId=api["ApiId"])
    told(send(api["ApiEndpoint"] + "/x"), 404, "Not Found")


@check
def the_most_particular_route_answers():
    told(send(URL + "/pets"), 404, "Not Found")
    for key in ("GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}"):
        route(API, key, two)
    for method, path, key, parameters in (
            ("GET", "/pets/dog/1", "GET /pets/dog/1", None),
            ("GET", "/pets/dog/a%20b", "GET /pets/dog/{id}", {"id": "a b"}),
            ("GET", "/pets/cat/7", "GET /pets/{proxy+}", {"proxy": "cat/7"}),
            ("POST", "/pets/dog/1", "ANY /{proxy+}", {"proxy": "pets/dog/1"})):
        event = send(URL + path, method).event
        same((event["routeKey"], event.get("pathParameters")), (key, parameters), event)
        same(event["stageVariables"], {"color": "red"}, event)
    told(send(URL + "/"), 404, "Not Found")
    refused("ConflictException", "already exists", gateway.create_route, ApiId=API, RouteKey="ANY /{proxy+}")
    refused("BadRequestException", "<HTTP METHOD> /<RESOURCE PATH>", gateway.create_route, ApiId=API, RouteKey="get x")


@check
def both_payload_formats_are_spoken():
    route(API, "ANY /one/{id}", one)
    reply = send(URL + "/one/5?a=1&a=2", "POST", b"\x00\xff", {"X-Two": "1", "Content-Type": "image/png"})
    event = reply.event
    same((event["version"], event["resource"], event["path"]), ("1.0", "/one/{id}", "/one/5"), event)
    same((event["queryStringParameters"], event["multiValueQueryStringParameters"]),
         ({"a": "1"}, {"a": ["1", "2"]}), event)
    same((event["body"], event["isBase64Encoded"]), ("AP8=", True), event)
    same((event["pathParameters"], event["requestContext"]["authorizer"]),
         ({"id": "5"}, {"claims": None, "scopes": None}), event)
    same(send(URL + "/one/5").event["queryStringParameters"], None, "no query")
    returned = {"statusCode": "201", "multiValueHeaders": {"x-many": ["a", "b"]}, "isBase64Encoded": True, "body": "AAE="}
    reply = send(URL + "/one/returns", "POST", json.dumps(returned), {"Content-Type": "application/json"})
    same((reply.status, reply.headers.get_all("x-many"), reply.body), (201, ["a", "b"], b"\x00\x01"), reply)
    for wrong in ('{"body": "no status"}', '"text"', "[1]"):
        told(send(URL + "/one/returns", "POST", wrong, {"Content-Type": "application/json"}), 500, "Internal Server Error")
    reply = send(URL + "/two/returns", "POST", '{"any": "thing"}', {"Content-Type": "application/json"})
    same((reply.status, reply.headers["content-type"], reply.value), (200, "application/json", {"any": "thing"}), reply)
    reply = send(URL + "/two/returns", "POST", '{"statusCode": 200, "body": "x", "cookies": ["a=1"]}',
                 {"Content-Type": "application/json"})
    same((reply.headers["set-cookie"], reply.headers["content-type"].lower()), ("a=1", "text/plain;charset=utf-8"), reply)
    told(send(URL + "/two/fails"), 500, "Internal Server Error")


@check
def a_late_function_and_a_large_body_are_refused():
    allow(slow, execute(API))
    late = integrate(API, slow, TimeoutInMillis=500)
    route(API, "GET /slow", late)
    told(send(URL + "/slow"), 503, "Service Unavailable")
    told(send(URL + "/one/1", "POST", b"x" * (10 * 1024 * 1024 + 1)), 413, "Request Entity Too Large")
    told(send(URL + "/one/1", "POST", b"x" * (7 * 1024 * 1024)), 413, "Request Entity Too Large")


@check
def a_stage_serves_its_deployment_until_it_gets_another():
    route(API, "GET /staged", two)
    first = gateway.create_deployment(ApiId=API, Description="first")["DeploymentId"]
    gateway.create_stage(ApiId=API, StageName="prod", DeploymentId=first, StageVariables={"color": "blue"})
    added = route(API, "GET /later/{id}", one)
    event = send(URL + "/prod/staged").event
    same((event["rawPath"], event["requestContext"]["stage"], event["stageVariables"]),
         ("/prod/staged", "prod", {"color": "blue"}), event)
    same(send(URL + "/prod/later/1").event["routeKey"], "ANY /{proxy+}", "the deployment from before")
    same(send(URL + "/later/1").event["resource"], "/later/{id}", "the stage that deploys by itself")
    gateway.create_deployment(ApiId=API, StageName="prod")
    same(send(URL + "/prod/later/1").event["resource"], "/later/{id}", "the new deployment")
    gateway.update_stage(ApiId=API, StageName="prod", DeploymentId=first, StageVariables={"color": "", "size": "s"})
    same(send(URL + "/prod/staged").event["stageVariables"], {"size": "s"}, "variables")
    refused("BadRequestException", "must be moved or deleted", gateway.delete_deployment, ApiId=API, DeploymentId=first)
    gateway.delete_stage(ApiId=API, StageName="prod")
    gateway.delete_deployment(ApiId=API, DeploymentId=first)
    same(send(URL + "/prod/staged").event["routeKey"], "ANY /{proxy+}", "no stage any more")
    gateway.delete_route(ApiId=API, RouteId=added)


@check
def a_stage_holds_its_routes_to_a_rate():
    gateway.update_stage(ApiId=API, StageName="$default", RouteSettings={
        "ANY /{proxy+}": {"ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 0.001}})
    same(send(URL + "/any").status, 200, "the first")
    told(send(URL + "/any"), 429, "Too Many Requests")
    gateway.delete_route_settings(ApiId=API, StageName="$default", RouteKey="ANY /{proxy+}")
    same(send(URL + "/any").status, 200, "no limit any more")


@check
def clients_without_names_use_the_path():
    reply = send(f"{ENDPOINT}/_forebay/api/{API}/one/5")
    same((reply.status, reply.event["path"]), (200, "/one/5"), reply)
    told(send(f"{ENDPOINT}/_forebay/api/0123456789/x"), 404, "Not Found")
    gateway.update_api(ApiId=API, DisableExecuteApiEndpoint=True)
    told(send(URL + "/one/5"), 404, "Not Found")
    gateway.update_api(ApiId=API, DisableExecuteApiEndpoint=False)
    same(send(URL + "/one/5").status, 200, "again")


@check
def pages_of_other_origins_are_answered_by_the_api():
    api = api_of(Target=arn_of(echo), CorsConfiguration={
        "AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"], "AllowHeaders": ["x-a"],
        "ExposeHeaders": ["x-b"], "MaxAge": 60})
    allow(echo, execute(api["ApiId"]))
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    reply = send(api["ApiEndpoint"] + "/x", "OPTIONS", headers=asked)
    same((reply.status, reply.headers["access-control-allow-origin"], reply.headers["access-control-max-age"]),
         (204, "https://a.example", "60"), reply)
    reply = send(api["ApiEndpoint"] + "/x", headers={"Origin": "https://a.example"})
    same((reply.status, reply.headers["access-control-expose-headers"]), (200, "x-b"), reply)
    reply = send(api["ApiEndpoint"] + "/x", headers={"Origin": "https://b.example"})
    same(reply.headers["access-control-allow-origin"], None, reply)
    gateway.delete_cors_configuration(ApiId=api["ApiId"])
    same(send(api["ApiEndpoint"] + "/x", "OPTIONS", headers=asked).event["requestContext"]["http"]["method"],
         "OPTIONS", "no configuration any more")
    gateway.delete_api(ApiId=api["ApiId"])


@check
def a_token_of_a_user_pool_opens_its_routes():
    cognito = boto3.client("cognito-idp", config=NO_RETRY)
    pool = cognito.create_user_pool(PoolName=name())["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[
        "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Correct-horse-7", Permanent=True)
    tokens = cognito.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
        "USERNAME": "ann", "PASSWORD": "Correct-horse-7"})["AuthenticationResult"]
    claims = json.loads(base64.urlsafe_b64decode(tokens["AccessToken"].split(".")[1] + "=="))
    authorizer = gateway.create_authorizer(
        ApiId=API, Name=name(), AuthorizerType="JWT", IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": claims["iss"], "Audience": [app]})["AuthorizerId"]
    route(API, "GET /token", two, AuthorizationType="JWT", AuthorizerId=authorizer)
    route(API, "GET /scoped", one, AuthorizationType="JWT", AuthorizerId=authorizer,
          AuthorizationScopes=["aws.cognito.signin.user.admin"])
    route(API, "GET /other", two, AuthorizationType="JWT", AuthorizerId=authorizer, AuthorizationScopes=["pets/read"])
    reply = send(URL + "/token")
    told(reply, 401, "Unauthorized")
    same(reply.headers["www-authenticate"], "Bearer", reply)
    bearer = {"Authorization": "Bearer " + tokens["AccessToken"]}
    seen = send(URL + "/token", headers=bearer)
    same((seen.status, seen.event["requestContext"]["authorizer"]["jwt"]["claims"]["username"]), (200, "ann"), seen)
    same(send(URL + "/token", headers={"Authorization": tokens["IdToken"]}).status, 200, "the other token")
    seen = send(URL + "/scoped", headers=bearer)
    same(seen.event["requestContext"]["authorizer"]["scopes"], ["aws.cognito.signin.user.admin"], seen)
    reply = send(URL + "/other", headers=bearer)
    told(reply, 403, "Forbidden")
    holds('error="insufficient_scope"' in reply.headers["www-authenticate"], reply)
    head, body, signature = tokens["AccessToken"].split(".")
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "username": "eve"}).encode()).decode().rstrip("=")
    for token in (f"{head}.{forged}.{signature}", "x.y.z", "nothing"):
        reply = send(URL + "/token", headers={"Authorization": token})
        told(reply, 401, "Unauthorized")
        holds(reply.headers["www-authenticate"].startswith('Bearer scope="" error="invalid_token"'), reply)
    gateway.update_authorizer(ApiId=API, AuthorizerId=authorizer, JwtConfiguration={
        "Issuer": claims["iss"], "Audience": ["somebody-else"]})
    reply = send(URL + "/token", headers=bearer)
    same(reply.headers["www-authenticate"],
         'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"', reply)
    refused("ConflictException", "referenced by Route", gateway.delete_authorizer, ApiId=API, AuthorizerId=authorizer)


@check
def a_function_lets_in_whom_it_wants():
    simple = gateway.create_authorizer(
        ApiId=API, Name=name(), AuthorizerType="REQUEST", AuthorizerUri=arn_of(door), EnableSimpleResponses=True,
        IdentitySource=["$request.header.X-Who"], AuthorizerPayloadFormatVersion="2.0",
        AuthorizerResultTtlInSeconds=300)["AuthorizerId"]
    policy = gateway.create_authorizer(
        ApiId=API, Name=name(), AuthorizerType="REQUEST", IdentitySource=["$request.querystring.who"],
        AuthorizerUri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn_of(door)}/invocations",
        AuthorizerPayloadFormatVersion="1.0")["AuthorizerId"]
    route(API, "GET /simple/{id}", two, AuthorizationType="CUSTOM", AuthorizerId=simple)
    route(API, "GET /policy", one, AuthorizationType="CUSTOM", AuthorizerId=policy)
    told(send(URL + "/simple/1"), 401, "Unauthorized")
    told(send(URL + "/simple/1", headers={"X-Who": "stranger"}), 403, "Forbidden")
    told(send(URL + "/simple/1", headers={"X-Who": "broken"}), 500, "Internal Server Error")
    first, second = (send(URL + "/simple/1", headers={"X-Who": "ann"}) for _ in range(2))
    known = first.event["requestContext"]["authorizer"]["lambda"]
    same((known["who"], known["arn"]), ("ann", execute(API, "$default/GET/simple/1")), known)
    same(second.event["requestContext"]["authorizer"]["lambda"]["asked"], known["asked"], "the word that is kept")
    gateway.reset_authorizers_cache(ApiId=API, StageName="$default")
    asked = send(URL + "/simple/1", headers={"X-Who": "ann"}).event["requestContext"]["authorizer"]["lambda"]["asked"]
    holds(asked > known["asked"], f"{asked} after {known['asked']}")
    told(send(URL + "/policy"), 401, "Unauthorized")
    told(send(URL + "/policy?who=stranger"), 403, "Forbidden")
    known = send(URL + "/policy?who=ann").event["requestContext"]["authorizer"]
    same(known, {"principalId": "ann", "who": "ann", "type": "REQUEST"}, known)


@check
def a_signature_is_held_to_what_its_owner_may():
    route(API, "ANY /signed", two, AuthorizationType="AWS_IAM")
    told(send(URL + "/signed"), 403, "Forbidden")
    who = name("user")
    arn = iam.create_user(UserName=who)["User"]["Arn"]
    key = iam.create_access_key(UserName=who)["AccessKey"]
    reply = send(URL + "/signed", key=key)
    told(reply, 403, "Forbidden")
    holds(reply.headers["x-forebay-why"], reply)
    iam.put_user_policy(UserName=who, PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": execute(API, "$default/GET/signed")}}))
    reply = send(URL + "/signed?x=1", key=key)
    same((reply.status, reply.event["requestContext"]["authorizer"]["iam"]["userArn"]), (200, arn), reply)
    told(send(URL + "/signed", "POST", b"x", key=key), 403, "Forbidden")
    told(send(URL + "/signed", key={**key, "SecretAccessKey": "wrong"}), 403, "Forbidden")


@check
def a_role_calls_where_one_is_named():
    hidden = create(name("hidden"), ECHO)
    role = name("role")
    trust = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    route(API, "GET /role", integrate(API, hidden, CredentialsArn=arn))
    told(send(URL + "/role"), 500, "Internal Server Error")
    trust["Statement"]["Principal"]["Service"] = "apigateway.amazonaws.com"
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
    told(send(URL + "/role"), 500, "Internal Server Error")
    iam.put_role_policy(RoleName=role, PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": arn_of(hidden)}}))
    same(send(URL + "/role").status, 200, "the role may")


class Backend(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        answer = json.dumps({"path": self.path, "method": self.command, "body": body.decode(),
                             "mine": self.headers.get("X-Mine")}).encode()
        self.send_response(202)
        self.send_header("X-Back", "yes")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *text):
        pass


@check
def another_server_answers():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend) as backend:
        threading.Thread(target=backend.serve_forever, daemon=True).start()
        port = backend.server_address[1]
        proxy = gateway.create_integration(
            ApiId=API, IntegrationType="HTTP_PROXY", IntegrationMethod="ANY",
            IntegrationUri=f"http://127.0.0.1:{port}/base/{{proxy}}")["IntegrationId"]
        route(API, "ANY /back/{proxy+}", proxy)
        reply = send(URL + "/back/a/b?q=1", "PUT", b"hello", {"X-Mine": "1"})
        same((reply.status, reply.headers["x-back"], reply.value),
             (202, "yes", {"path": "/base/a/b?q=1", "method": "PUT", "body": "hello", "mine": "1"}), reply)
        backend.shutdown()
    told(send(URL + "/back/a"), 503, "Service Unavailable")


@check
def what_cannot_be_is_refused_in_aws_words():
    refused("NotFoundException", "Invalid API identifier specified " + OWN + ":nothing", gateway.get_api, ApiId="nothing")
    refused("NotImplemented", "WebSocket APIs are not implemented yet in Forebay", gateway.create_api,
            Name="w", ProtocolType="WEBSOCKET")
    refused("NotImplemented", "CreateVpcLink is not implemented yet", gateway.create_vpc_link, Name="v", SubnetIds=["s"])
    refused("BadRequestException", "PayloadFormatVersion is a required", gateway.create_integration,
            ApiId=API, IntegrationType="AWS_PROXY", IntegrationUri=arn_of(echo))
    refused("BadRequestException", "Integration type MOCK", gateway.create_integration, ApiId=API, IntegrationType="MOCK")
    refused("BadRequestException", "timeoutInMillis", gateway.create_integration, ApiId=API, IntegrationType="AWS_PROXY",
            IntegrationUri=arn_of(echo), PayloadFormatVersion="2.0", TimeoutInMillis=30001)
    refused("ConflictException", "referenced by Route", gateway.delete_integration, ApiId=API, IntegrationId=two)
    refused("ConflictException", "Stage already exists", gateway.create_stage, ApiId=API, StageName="$default")


@check
def tags_and_pages_are_kept():
    arn = f"arn:aws:apigateway:{REGION}::/apis/{API}"
    gateway.tag_resource(ResourceArn=arn, Tags={"more": "b"})
    gateway.untag_resource(ResourceArn=arn, TagKeys=["team"])
    same(gateway.get_tags(ResourceArn=arn)["Tags"], {"more": "b"}, "tags")
    same(gateway.get_api(ApiId=API)["Tags"], {"more": "b"}, "tags of the API")
    first = gateway.get_routes(ApiId=API, MaxResults="2")
    same(len(first["Items"]), 2, first)
    rest = gateway.get_routes(ApiId=API, NextToken=first["NextToken"], MaxResults="500")
    same(len(rest["Items"]) + 2, len(gateway.get_routes(ApiId=API)["Items"]), "all routes")
    holds(API in [item["ApiId"] for item in gateway.get_apis()["Items"]], "the API is listed")


run()
