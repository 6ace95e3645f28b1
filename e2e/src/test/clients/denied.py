"""boto3 against a server: a denied call, why, and the policy that lets it pass; web identities; an administrator
from the settings. Ends with status 0 when all of it holds. Needs FOREBAY_IDP, a folder with token.jwt."""
import json
import os
import subprocess
import urllib.error
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(call, code, part, what):
    try:
        call()
    except ClientError as e:
        expect(e.response["Error"]["Code"], code, what)
        expect(part in e.response["Error"]["Message"], True, f"{what}: {e.response['Error']['Message']}")
        return e.response["ResponseMetadata"]
    raise SystemExit(f"{what}: not refused")


def client(service, credentials):
    return boto3.client(
        service, aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"], aws_session_token=credentials.get("SessionToken"))


def ours(path, body=None):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"] + path, data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


iam = boto3.client("iam")
root = boto3.client("sqs")
url = root.create_queue(QueueName="orders")["QueueUrl"]
user = iam.create_user(UserName="ann")["User"]
sqs = client("sqs", iam.create_access_key(UserName="ann")["AccessKey"])

denied = refused(
    lambda: sqs.send_message(QueueUrl=url, MessageBody="m"), "AccessDenied",
    "because no identity-based policy allows the sqs:SendMessage action", "a user without rights")
why = denied["HTTPHeaders"]["x-forebay-why"]
expect(why, "/_forebay/why-denied/" + denied["RequestId"], "where it is told why")
told = ours(why)["denials"][0]["refused"][0]
expect([told["action"], told["missing"]], ["sqs:SendMessage", ["identity-based policy"]], "what is told")
expect(ours("/_forebay/why-denied?limit=1")["denials"][0]["requestId"], denied["RequestId"], "the latest denial")

refused(lambda: sqs.receive_message(QueueUrl=url), "AccessDenied", "sqs:ReceiveMessage", "receiving")
suggested = ours("/_forebay/suggest-policy", {"principal": user["Arn"]})
expect(
    suggested["policy"]["Statement"],
    [{"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:SendMessage"],
      "Resource": "arn:aws:sqs:us-east-1:000000000000:orders"}], "the suggested policy")
iam.put_user_policy(UserName="ann", PolicyName="suggested", PolicyDocument=json.dumps(suggested["policy"]))
sqs.send_message(QueueUrl=url, MessageBody="m")
expect(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"], "m", "what the suggested policy allows")

sts = boto3.client("sts", config=Config(signature_version=UNSIGNED))
token = open(os.path.join(os.environ["FOREBAY_IDP"], "token.jwt")).read()
issuer = "https://idp.example.com/pool"
provider = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["app"])["OpenIDConnectProviderArn"]
trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {"idp.example.com/pool:aud": "app", "idp.example.com/pool:sub": "nobody"}}}]}
role = iam.create_role(RoleName="web", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def assume(text):
    return sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="me", WebIdentityToken=text)


denied = refused(lambda: assume(token), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity",
                 "a subject that the role does not name")
near = ours(denied["HTTPHeaders"]["x-forebay-why"])["denials"][0]["refused"][0]["nearly"][0]["misses"]
expect([near[0]["key"], near[0]["had"]], ["idp.example.com/pool:sub", ["ann"]], "the condition that failed")
trust["Statement"][0]["Condition"]["StringEquals"]["idp.example.com/pool:sub"] = "ann"
iam.update_assume_role_policy(RoleName="web", PolicyDocument=json.dumps(trust))
assumed = assume(token)
expect(assumed["SubjectFromWebIdentityToken"], "ann", "whom the token is about")
who = client("sts", assumed["Credentials"]).get_caller_identity()["Arn"]
expect(who, "arn:aws:sts::000000000000:assumed-role/web/me", "who a web identity becomes")
refused(lambda: assume(token[:-8] + "AAAAAAAA"), "InvalidIdentityToken", "could not be validated", "a forged token")
refused(lambda: assume("no.jwt"), "InvalidIdentityToken", "not a valid JWT", "no token")

for path, body in (("/_forebay/why-denied/nobody", None), ("/_forebay/suggest-policy", {})):
    try:
        ours(path, body)
        raise SystemExit(f"{path}: not refused")
    except urllib.error.HTTPError as e:
        expect(e.code in (400, 404), True, f"{path}: {e.code}")
print("done")
