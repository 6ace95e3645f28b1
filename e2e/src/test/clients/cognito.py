"""boto3 against a server whose clock is steered: Cognito user pools and their functions.

Ends with status 0 when all of it holds.
"""
import base64
import datetime
import hashlib
import hmac
import io
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

import boto3
from botocore import UNSIGNED
from botocore.config import Config

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT = "000000000000"
PASSWORD = "Correct-horse-7"
once = Config(retries={"total_max_attempts": 1})
cognito = boto3.client("cognito-idp", config=once)
# An app has no keys: what it calls is not signed.
app = boto3.client("cognito-idp", config=Config(retries={"total_max_attempts": 1}, signature_version=UNSIGNED))
lam = boto3.client("lambda", config=once)
sqs = boto3.client("sqs", config=once)


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, what, call, message=None):
    try:
        call()
    except cognito.exceptions.ClientError as error:
        expect(error.response["Error"]["Code"], code, f"{what}: {error}")
        if message is not None:
            expect(error.response["Error"]["Message"], message, what)
        return
    raise SystemExit(f"{what}: was not refused")


def admin(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ENDPOINT + "/_forebay/" + path, data=data, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def last_code():
    return admin("GET", "cognito/messages")[-1]["code"]


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


# A function for every occasion: what it does is in the attribute `name` of the user.
CODE = """
import json, os, boto3
def handle(event, context):
    queue = boto3.client("sqs")
    queue.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(event))
    name = event["request"].get("userAttributes", {}).get("name", "")
    source = event["triggerSource"]
    if source == "PreSignUp_SignUp":
        if name == "unwanted":
            raise Exception("not you")
        if name == "odd":
            return {"statusCode": 200}
        if name == "at once":
            event["response"].update(autoConfirmUser=True, autoVerifyEmail=True)
    if source.startswith("TokenGeneration"):
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"plan": "gold"}}
    return event
"""
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as archive:
    archive.writestr("app.py", CODE)
told = sqs.create_queue(QueueName="told")["QueueUrl"]
function = lam.create_function(
    FunctionName="pool-functions", Runtime="python3.11", Handler="app.handle", Timeout=30,
    Role=f"arn:aws:iam::{ACCOUNT}:role/any", Code={"ZipFile": out.getvalue()},
    Environment={"Variables": {"QUEUE": told}})["FunctionArn"]
lam.get_waiter("function_active_v2").wait(FunctionName="pool-functions", WaiterConfig={"Delay": 1})


def events(count):
    """What the function was asked, in order."""
    seen = []
    end = time.monotonic() + 30
    while len(seen) < count and time.monotonic() < end:
        for message in sqs.receive_message(
                QueueUrl=told, MaxNumberOfMessages=10, WaitTimeSeconds=2).get("Messages", []):
            seen.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=told, ReceiptHandle=message["ReceiptHandle"])
    expect(len(seen), count, f"events {[e['triggerSource'] for e in seen]}")
    return seen


pool = cognito.create_user_pool(
    PoolName="people", AliasAttributes=["email"], AutoVerifiedAttributes=["email"],
    LambdaConfig={"PreSignUp": function, "PostConfirmation": function, "PreTokenGeneration": function},
    UserPoolTags={"team": "a"})["UserPool"]
POOL = pool["Id"]
expect(pool["Arn"], f"arn:aws:cognito-idp:us-east-1:{ACCOUNT}:userpool/{POOL}", "the pool's ARN")
expect(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 8, "the policy")
client = cognito.create_user_pool_client(
    UserPoolId=POOL, ClientName="app",
    ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
CLIENT = client["UserPoolClient"]["ClientId"]


def sign_up(name, kind="plain"):
    return app.sign_up(ClientId=CLIENT, Username=name, Password=PASSWORD, UserAttributes=[
        {"Name": "email", "Value": f"{name}@example.com"}, {"Name": "name", "Value": kind}])


# The function's policy does not let the pool ask it.
refused("UnexpectedLambdaException", "without a permission", lambda: sign_up("ann"),
        "PreSignUp invocation failed due to error AccessDeniedException.")
lam.add_permission(
    FunctionName="pool-functions", StatementId="pool", Action="lambda:InvokeFunction",
    Principal="cognito-idp.amazonaws.com", SourceArn=pool["Arn"], SourceAccount=ACCOUNT)

# Sign-up, its functions from end to end, and confirmation by the code.
made = sign_up("ann")
expect(made["UserConfirmed"], False, "confirmed")
expect(made["CodeDeliveryDetails"]["Destination"], "a***@e***", "destination")
(before,) = events(1)
expect(before["triggerSource"], "PreSignUp_SignUp", "source")
expect(before["callerContext"]["clientId"], CLIENT, "client")
expect(before["request"]["userAttributes"]["email"], "ann@example.com", "attributes")
app.confirm_sign_up(ClientId=CLIENT, Username="ann", ConfirmationCode=last_code())
(after,) = events(1)
expect((after["triggerSource"], after["userName"]), ("PostConfirmation_ConfirmSignUp", "ann"), "confirmed")
expect(after["request"]["userAttributes"]["email_verified"], "true", "verified")
expect(sign_up("bob", "at once")["UserConfirmed"], True, "confirmed by the function")
expect([e["triggerSource"] for e in events(2)],
       ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"], "both")
refused("UserLambdaValidationException", "unwanted", lambda: sign_up("carl", "unwanted"),
        "PreSignUp failed with error not you.")
refused("InvalidLambdaResponseException", "odd", lambda: sign_up("carl", "odd"), "Unrecognizable lambda output")
events(2)
refused("UsernameExistsException", "taken", lambda: sign_up("ann"), "User already exists")
refused("ResourceNotFoundException", "no client", lambda: app.sign_up(ClientId="none", Username="x", Password=PASSWORD))
refused("InvalidParameterException", "a name with a space", lambda: app.sign_up(
    ClientId=CLIENT, Username="a b", Password=PASSWORD))

# Signing in by password; the tokens verify against the keys that are served.
tokens = app.initiate_auth(ClientId=CLIENT, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
    "USERNAME": "ann@example.com", "PASSWORD": PASSWORD})["AuthenticationResult"]
expect(events(1)[0]["triggerSource"], "TokenGeneration_Authentication", "tokens")
about = claims(tokens["IdToken"])
expect((about["plan"], about["cognito:username"], about["email_verified"]), ("gold", "ann", True), "claims")
configuration = fetch(about["iss"] + "/.well-known/openid-configuration")
expect((configuration["issuer"], about["iss"].rsplit("/", 1)[1]), (about["iss"], POOL), "issuer")
keys = fetch(configuration["jwks_uri"])["keys"]
expect([(k["kty"], k["alg"], k["use"]) for k in keys], [("RSA", "RS256", "sig")], "keys")
number = lambda text: int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
for token in (tokens["IdToken"], tokens["AccessToken"]):
    signed, signature = token.rsplit(".", 1)
    power = pow(number(signature), number(keys[0]["e"]), number(keys[0]["n"]))
    digest = hashlib.sha256(signed.encode()).digest()
    info = bytes.fromhex("3031300d060960864801650304020105000420") + digest
    expect(power.to_bytes(256, "big"), b"\x00\x01" + b"\xff" * (253 - len(info)) + b"\x00" + info, "signature")
refused("NotAuthorizedException", "wrong password", lambda: app.initiate_auth(
    ClientId=CLIENT, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "ann", "PASSWORD": "Wrong-1234"}),
    "Incorrect username or password.")
refused("NotAuthorizedException", "no token", lambda: app.get_user(AccessToken="a.b.c"))


# Signing in by SRP, as the libraries for browsers do.
def prime():
    """The 3072-bit prime of RFC 3526, from pi."""
    def arctan(inverse, scale):
        power = total = scale // inverse
        n = 3
        while power:
            power //= inverse * inverse
            total += power // n if n % 4 == 1 else -(power // n)
            n += 2
        return total
    scale = 1 << (2942 + 64)
    pi = (16 * arctan(5, scale) - 4 * arctan(239, scale)) >> 64
    return (1 << 3072) - (1 << 3008) - 1 + ((pi + 1690314) << 64)


def srp(username, password):
    n, g, a = prime(), 2, int.from_bytes(os.urandom(128), "big")
    signed = lambda x: x.to_bytes(x.bit_length() // 8 + 1, "big")
    sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
    big = lambda data: int.from_bytes(data, "big")
    public = pow(g, a, n)
    challenge = app.initiate_auth(ClientId=CLIENT, AuthFlow="USER_SRP_AUTH", AuthParameters={
        "USERNAME": username, "SRP_A": f"{public:x}"})
    expect(challenge["ChallengeName"], "PASSWORD_VERIFIER", "challenge")
    asked = challenge["ChallengeParameters"]
    b, salt, user = int(asked["SRP_B"], 16), int(asked["SALT"], 16), asked["USER_ID_FOR_SRP"]
    name = POOL.split("_")[1]
    u = big(sha(signed(public), signed(b)))
    x = big(sha(signed(salt), sha(f"{name}{user}:{password}".encode())))
    k = big(sha(signed(n), signed(g)))
    secret = pow(b - k * pow(g, x, n), a + u * x, n)
    extracted = hmac.new(signed(u), signed(secret), hashlib.sha256).digest()
    key = hmac.new(extracted, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp = f"{now:%a %b} {now.day} {now:%H:%M:%S} UTC {now:%Y}"
    block = base64.b64decode(asked["SECRET_BLOCK"])
    claim = hmac.new(key, name.encode() + user.encode() + block + stamp.encode(), hashlib.sha256).digest()
    return app.respond_to_auth_challenge(ClientId=CLIENT, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses={
        "USERNAME": user, "PASSWORD_CLAIM_SECRET_BLOCK": asked["SECRET_BLOCK"], "TIMESTAMP": stamp,
        "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(claim).decode()})


expect(claims(srp("ann", PASSWORD)["AuthenticationResult"]["IdToken"])["sub"], made["UserSub"], "by SRP")
events(1)
refused("NotAuthorizedException", "by SRP with another password", lambda: srp("ann", "Wrong-1234"))

# An account of one's own; a token ends by the clock, and is refreshed.
attributes = {a["Name"]: a["Value"] for a in app.get_user(AccessToken=tokens["AccessToken"])["UserAttributes"]}
expect(attributes["email"], "ann@example.com", "own attributes")
app.change_password(AccessToken=tokens["AccessToken"], PreviousPassword=PASSWORD, ProposedPassword="Another-horse-8")
app.forgot_password(ClientId=CLIENT, Username="ann")
app.confirm_forgot_password(ClientId=CLIENT, Username="ann", ConfirmationCode=last_code(), Password=PASSWORD)
expect(events(1)[0]["triggerSource"], "PostConfirmation_ConfirmForgotPassword", "forgotten")
admin("POST", "clock", {"advance": "PT61M"})
refused("NotAuthorizedException", "an old token", lambda: app.get_user(AccessToken=tokens["AccessToken"]),
        "Access Token has expired")
fresh = app.initiate_auth(ClientId=CLIENT, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={
    "REFRESH_TOKEN": tokens["RefreshToken"]})["AuthenticationResult"]
expect(events(1)[0]["triggerSource"], "TokenGeneration_RefreshTokens", "refreshed")
app.global_sign_out(AccessToken=fresh["AccessToken"])
refused("NotAuthorizedException", "signed out", lambda: app.get_user(AccessToken=fresh["AccessToken"]),
        "Access Token has been revoked")

# The hosted endpoints: a client that calls for itself, and a browser that signs a user in.
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def web(path, form=None, **headers):
    """Status, Location and body of an answer below the pool."""
    data = None if form is None else urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(f"{ENDPOINT}/{POOL}{path}", data=data, headers=headers)
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=30) as answer:
            return answer.status, answer.headers["Location"], answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Location"], answer.read().decode()


cognito.create_resource_server(UserPoolId=POOL, Identifier="orders", Name="Orders", Scopes=[
    {"ScopeName": "read", "ScopeDescription": "may read"}])
refused("ScopeDoesNotExistException", "no scope", lambda: cognito.create_user_pool_client(
    UserPoolId=POOL, ClientName="m", AllowedOAuthScopes=["orders/write"]))
machine = cognito.create_user_pool_client(
    UserPoolId=POOL, ClientName="machine", GenerateSecret=True, AllowedOAuthFlowsUserPoolClient=True,
    AllowedOAuthFlows=["client_credentials"], AllowedOAuthScopes=["orders/read"])["UserPoolClient"]
basic = base64.b64encode(f"{machine['ClientId']}:{machine['ClientSecret']}".encode()).decode()
status, _, body = web("/oauth2/token", {"grant_type": "client_credentials"}, Authorization=f"Basic {basic}")
expect(status, 200, f"client credentials {body}")
expect(claims(json.loads(body)["access_token"])["scope"], "orders/read", "scope")
expect(json.loads(web("/oauth2/token", {
    "grant_type": "client_credentials", "client_id": machine["ClientId"], "client_secret": "x"})[2]),
    {"error": "invalid_client"}, "a wrong secret")

BACK = "https://app.example.com/back"
browser = cognito.create_user_pool_client(
    UserPoolId=POOL, ClientName="browser", AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthFlows=["code"],
    AllowedOAuthScopes=["openid", "email"], CallbackURLs=[BACK], LogoutURLs=[BACK + "/out"],
    SupportedIdentityProviders=["COGNITO"])["UserPoolClient"]["ClientId"]
verifier = "v" * 50
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
query = urllib.parse.urlencode({
    "response_type": "code", "client_id": browser, "redirect_uri": BACK, "scope": "openid email", "state": "a&b",
    "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256"})
status, location, _ = web("/oauth2/authorize?" + query)
expect((status, location), (302, f"/{POOL}/login?{query}"), "to the form")
expect("<form" in web("/login?" + query)[2], True, "the form")
expect(web("/login?" + query, {"username": "ann", "password": "Wrong-1234"})[0], 400, "wrong at the form")
status, location, _ = web("/login?" + query, {"username": "ann", "password": PASSWORD})
back = urllib.parse.parse_qs(urllib.parse.urlparse(location).query)
expect((status, back["state"]), (302, ["a&b"]), "back")
form = {"grant_type": "authorization_code", "client_id": browser, "redirect_uri": BACK, "code": back["code"][0]}
status, _, body = web("/oauth2/token", form | {"code_verifier": verifier})
expect(status, 200, f"code {body}")
given = json.loads(body)
expect(events(1)[0]["triggerSource"], "TokenGeneration_HostedAuth", "hosted")
expect((claims(given["id_token"])["nonce"], claims(given["access_token"])["scope"]), ("n", "openid email"), "claims")
expect(json.loads(web("/oauth2/token", form | {"code_verifier": verifier})[2]), {"error": "invalid_grant"}, "used twice")
location = web("/login?" + query, {"username": "ann", "password": PASSWORD})[1]
stolen = urllib.parse.parse_qs(urllib.parse.urlparse(location).query)["code"][0]
expect(json.loads(web("/oauth2/token", form | {"code": stolen, "code_verifier": "w" * 50})[2]),
       {"error": "invalid_grant"}, "without the verifier")
info = json.loads(web("/oauth2/userInfo", Authorization=f"Bearer {given['access_token']}")[2])
expect((info["email"], info["username"]), ("ann@example.com", "ann"), "user info")
status, _, body = web("/oauth2/token", {
    "grant_type": "refresh_token", "client_id": browser, "refresh_token": given["refresh_token"]})
expect(status, 200, f"refresh {body}")
events(1)
expect(web("/oauth2/revoke", {"token": given["refresh_token"], "client_id": browser})[0], 200, "revoked")
expect(web("/oauth2/userInfo", Authorization=f"Bearer {given['access_token']}")[0], 401, "after the revocation")
expect(web("/oauth2/authorize?" + query.replace("code_challenge_method=S256", "code_challenge_method=plain"))[1],
       BACK + "?error=invalid_request&state=a%26b", "a plain challenge")
expect(web("/oauth2/authorize?" + query.replace("back", "elsewhere"))[0], 400, "another address")
leave = urllib.parse.urlencode({"client_id": browser, "logout_uri": BACK + "/out"})
expect(web("/logout?" + leave)[:2], (302, BACK + "/out"), "leaving")
cognito.create_user_pool_domain(Domain="people-of-ours", UserPoolId=POOL)
request = urllib.request.Request(
    ENDPOINT + "/login?" + query, headers={"Host": "people-of-ours.auth.us-east-1.localhost:4566"})
with urllib.request.urlopen(request, timeout=30) as answer:
    expect("<form" in answer.read().decode(), True, "by the domain's name")
refused("InvalidParameterException", "a pool with a domain", lambda: cognito.delete_user_pool(UserPoolId=POOL))
cognito.delete_user_pool_domain(Domain="people-of-ours", UserPoolId=POOL)


# Pages on other ports of this machine, as Amplify calls from them.
def page(origin, target="InitiateAuth", method="POST", body=b"{}", **headers):
    request = urllib.request.Request(ENDPOINT + "/", data=body if method == "POST" else None, method=method, headers={
        "Origin": origin, **headers, **({"Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{target}"} if method == "POST" else {})})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode(), answer.headers["Access-Control-Allow-Origin"]
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode(), e.headers["Access-Control-Allow-Origin"]


PAGE = "http://localhost:5173"
ASK = {"Access-Control-Request-Method": "POST",
       "Access-Control-Request-Headers": "cache-control,content-type,x-amz-target,x-amz-user-agent"}
expect(page(PAGE, method="OPTIONS", **ASK)[::2], (200, "*"), "preflight")
expect(page("https://evil.example", method="OPTIONS", **ASK)[::2], (403, None), "a preflight from elsewhere")
ASK["Access-Control-Request-Headers"] += ",authorization"
expect(page(PAGE, method="OPTIONS", **ASK)[::2], (403, None), "a preflight for a signed call")
sign_in = json.dumps({"ClientId": CLIENT, "AuthFlow": "USER_PASSWORD_AUTH",
                      "AuthParameters": {"USERNAME": "bob", "PASSWORD": PASSWORD}}).encode()
status, body, origin = page(PAGE, body=sign_in)
expect((status, "AuthenticationResult" in json.loads(body), origin), (200, True, "*"), f"a page's sign-in {body}")
status, body, origin = page(PAGE, body=sign_in.replace(PASSWORD.encode(), b"wrong-Passw0rd!"))
expect((status, json.loads(body)["__type"], origin), (400, "NotAuthorizedException", "*"), "a page's wrong password")
expect(page(PAGE, body=b"{")[::2], (400, "*"), "a page's nonsense")
expect(page("https://evil.example", body=sign_in)[2], None, "an answer for a page elsewhere")
expect(page(PAGE, target="ListUsers", body=b"{}")[::2], (400, None), "what has to be signed")

# What an administrator does is signed, and only in the pool's account and region.
elsewhere = boto3.client("cognito-idp", region_name="eu-west-1", config=once)
refused("ResourceNotFoundException", "another region", lambda: elsewhere.describe_user_pool(UserPoolId=POOL),
        f"User pool {POOL} does not exist.")
cognito.create_group(UserPoolId=POOL, GroupName="staff", Precedence=1)
cognito.admin_add_user_to_group(UserPoolId=POOL, Username="ann", GroupName="staff")
expect([u["Username"] for u in cognito.list_users_in_group(UserPoolId=POOL, GroupName="staff")["Users"]], ["ann"], "staff")
expect([u["Username"] for u in cognito.list_users(UserPoolId=POOL, Filter='email = "bob@example.com"')["Users"]],
       ["bob"], "filter")
cognito.admin_disable_user(UserPoolId=POOL, Username="bob")
refused("NotAuthorizedException", "disabled", lambda: app.initiate_auth(
    ClientId=CLIENT, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "bob", "PASSWORD": PASSWORD}),
    "User is disabled.")
expect(cognito.list_tags_for_resource(ResourceArn=pool["Arn"])["Tags"], {"team": "a"}, "tags")
cognito.delete_user_pool(UserPoolId=POOL)
refused("ResourceNotFoundException", "deleted", lambda: cognito.describe_user_pool(UserPoolId=POOL))
refused("ResourceNotFoundException", "its client", lambda: sign_up("dora"))
print("done")
