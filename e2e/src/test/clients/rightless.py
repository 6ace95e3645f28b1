"""boto3 as a user without any rights: every operation of every service is refused, as its protocol refuses.

Ends with status 0 when all of it holds.
"""
import json
import os
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]

# What anybody may do who can sign.
FREE = {"sts:GetCallerIdentity", "sts:GetSessionToken"}

# What a token decides, which is none here, and what is decided for each object of a bucket.
LATER = {"sts:AssumeRoleWithWebIdentity": "InvalidIdentityToken", "s3:DeleteObjects": "NoSuchBucket"}

# Operations of the server's own services among themselves, which no client can call, and the one that is
# made of a form (s3.py sends some without a right).
WITHIN = {"events:DeliverToLogGroup", "events:ForwardEvent", "events:InvokeApiDestination", "s3:PostObject"}

# What Cognito's apps call without a signature: no right is asked for, but a client's id or a token.
UNSIGNED = {"ResourceNotFoundException", "NotAuthorizedException"}

# How protocols spell the refusal: code and HTTP status.
REFUSALS = {
    "json": {("AccessDeniedException", 400), ("AccessDenied", 400)},
    "smithy-rpc-v2-cbor": {("AccessDeniedException", 400)},
    "rest-json": {("AccessDeniedException", 403)},
    "query": {("AccessDenied", 403), ("AuthorizationError", 403)},
    "rest-xml": {("AccessDenied", 403), ("403", 403)},
}

# Values for members that not every text fits.
TEXTS = {
    "Arn": "arn:aws:lambda:us-east-1:000000000000:layer:l:1",
    "CodeSha256": "x",
    "CodeSigningConfigArn": "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0",
    "ConsumerARN": "arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:1",
    "EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:q",
    "PermissionsBoundary": "arn:aws:iam::000000000000:policy/p",
    "PolicyArn": "arn:aws:iam::000000000000:policy/p",
    "PolicySourceArn": "arn:aws:iam::000000000000:user/rightless",
    "QueueUrl": ENDPOINT + "/000000000000/q",
    "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
    "ResourceARN": "arn:aws:kinesis:us-east-1:000000000000:stream/s",
    "resourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:g",
    "Role": "arn:aws:iam::000000000000:role/r",
    "RoleArn": "arn:aws:iam::000000000000:role/role-of-nobody",
    "SourceArn": "arn:aws:sqs:us-east-1:000000000000:q",
    "StreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/s",
    "VersionId": "v1",
    "UserPoolId": "us-east-1_x",
    "DeviceKey": "us-east-1_11111111-2222-3333-4444-555555555555",
    "UUID": "11111111-2222-3333-4444-555555555555",
    "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "AuthenticationCode1": "123456",
    "AuthenticationCode2": "123456",
    "Action": "lambda:InvokeFunction",
    "Principal": "123456789012",
    "FunctionVersion": "1",
    "ShardId": "shardId-000000000000",
    "ShardToSplit": "shardId-000000000000",
    "ShardToMerge": "shardId-000000000000",
    "AdjacentShardToMerge": "shardId-000000000001",
    "NewStartingHashKey": "1",
}

# What one operation wants otherwise.
OTHERWISE = {
    "dynamodb:ExecuteStatement": {"Statement": 'SELECT * FROM "t"'},
    "dynamodb:BatchExecuteStatement": {"Statements": [{"Statement": 'SELECT * FROM "t"'}]},
    "dynamodb:ExecuteTransaction": {"TransactStatements": [{"Statement": 'SELECT * FROM "t"'}]},
    "dynamodb:CreateTable": {
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}]},
    "dynamodb:TransactWriteItems": {"TransactItems": [{"Put": {"TableName": "xxx", "Item": {"k": {"S": "v"}}}}]},
    "events:ActivateEventSource": {"Name": "aws.partner/x/y"},
    "events:CreateApiDestination": {
        "ConnectionArn": "arn:aws:events:us-east-1:000000000000:connection/c/11111111-2222-3333-4444-555555555555"},
    "events:CreateArchive": {"EventSourceArn": "arn:aws:events:us-east-1:000000000000:event-bus/default"},
    "events:DeactivateEventSource": {"Name": "aws.partner/x/y"},
    "events:DescribeEventSource": {"Name": "aws.partner/x/y"},
    "events:StartReplay": {
        "EventSourceArn": "arn:aws:events:us-east-1:000000000000:archive/a",
        "Destination": {"Arn": "arn:aws:events:us-east-1:000000000000:event-bus/default"}},
    "cognito-idp:CreateIdentityProvider": {"ProviderName": "provider"},
    "cognito-idp:DescribeIdentityProvider": {"ProviderName": "provider"},
    "cognito-idp:VerifySoftwareToken": {"UserCode": "123456"},
    "cognito-idp:ListTagsForResource": {"ResourceArn": "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_x"},
    "cognito-idp:TagResource": {"ResourceArn": "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_x"},
    "cognito-idp:UntagResource": {"ResourceArn": "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_x"},
    "scheduler:ListTagsForResource": {"ResourceArn": "arn:aws:scheduler:us-east-1:000000000000:schedule-group/g"},
    "scheduler:TagResource": {"ResourceArn": "arn:aws:scheduler:us-east-1:000000000000:schedule-group/g"},
    "scheduler:UntagResource": {"ResourceArn": "arn:aws:scheduler:us-east-1:000000000000:schedule-group/g"},
    "firehose:UpdateDestination": {"CurrentDeliveryStreamVersionId": "1"},
    "pipes:CreatePipe": {
        "Source": "arn:aws:sqs:us-east-1:000000000000:q", "Target": "arn:aws:sqs:us-east-1:000000000000:r"},
    "pipes:ListTagsForResource": {"resourceArn": "arn:aws:pipes:us-east-1:000000000000:pipe/p"},
    "pipes:TagResource": {"resourceArn": "arn:aws:pipes:us-east-1:000000000000:pipe/p"},
    "pipes:UntagResource": {"resourceArn": "arn:aws:pipes:us-east-1:000000000000:pipe/p"},
    "lambda:AddLayerVersionPermission": {"Action": "lambda:GetLayerVersion"},
    "lambda:CreateCodeSigningConfig": {
        "AllowedPublishers": {
            "SigningProfileVersionArns": ["arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/0123456789"]}},
}


def value(shape, name):
    kind = shape.type_name
    if kind == "structure":
        return {m: value(shape.members[m], m) for m in shape.required_members}
    if kind == "list":
        return [value(shape.member, name)] * max(1, shape.metadata.get("min", 0))
    if kind == "map":
        return {"k": value(shape.value, name)}
    if kind in ("integer", "long"):
        return max(1, shape.metadata.get("min", 1))
    if kind in ("float", "double"):
        return 1.0
    if kind == "boolean":
        return True
    if kind == "timestamp":
        return 1_700_000_000
    if kind == "blob":
        return b"x"
    if shape.enum:
        return shape.enum[0]
    text = TEXTS.get(name, "x")
    return text + "x" * max(0, shape.metadata.get("min", 0) - len(text))


def request(service, operation):
    shape = client(service).meta.service_model.operation_model(operation).input_shape
    return (value(shape, "") if shape else {}) | OTHERWISE.get(f"{service}:{operation}", {})


clients = {}


def client(service):
    if service not in clients:
        clients[service] = boto3.client(
            service, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"],
            config=Config(retries={"max_attempts": 0}, parameter_validation=True, inject_host_prefix=False))
    return clients[service]


# Services whose name in the credential scope is not boto3's.
NAMES = {"apigateway": "apigatewayv2", "streams.dynamodb": "dynamodbstreams"}

iam = boto3.client("iam")
iam.create_user(UserName="rightless")
key = iam.create_access_key(UserName="rightless")["AccessKey"]
with urllib.request.urlopen(ENDPOINT + "/_forebay/fidelity") as answer:
    services = json.load(answer)["operations"]
services.pop("execute-api")  # nor are requests to the routes of APIs: see http_api.py
services.pop("lambda-url")  # invocations by function URL are no operations of boto3's: see urls.py

walked, wrong = 0, []
for scope, operations in sorted(services.items()):
    service = NAMES.get(scope, scope)
    methods = {v: k for k, v in client(service).meta.method_to_api_mapping.items()}
    protocol = client(service).meta.service_model.resolved_protocol
    for operation in sorted(operations["implemented"]):
        walked += 1
        what = f"{scope}:{operation}"
        if operation not in methods:
            if what not in WITHIN:
                wrong.append(f"{what} is not known to boto3")
            continue
        try:
            answer = getattr(client(service), methods[operation])(**request(service, operation))
            refusal = None
        except ClientError as e:
            refusal = (e.response["Error"]["Code"], e.response["ResponseMetadata"]["HTTPStatusCode"])
            answer = e.response["Error"].get("Message", "")
        except Exception as e:  # what boto3 itself does not send
            refusal, answer = None, repr(e)
        if what in FREE:
            if refusal is not None:
                wrong.append(f"{what}: {refusal} {answer}")
        elif scope == "cognito-idp" and client(service).meta.service_model.operation_model(operation).auth_type == "none":
            if refusal is None or refusal[0] not in UNSIGNED:
                wrong.append(f"{what}: {refusal} {answer}")
        elif what in LATER:
            if refusal is None or refusal[0] != LATER[what]:
                wrong.append(f"{what}: {refusal} {answer}")
        elif refusal not in REFUSALS[protocol]:
            wrong.append(f"{what}: {refusal} {str(answer)[:150]}")
        elif "AssumeRole" not in operation and protocol != "rest-xml" and "not authorized to perform" not in answer:
            wrong.append(f"{what}: {answer[:150]}")

if wrong or walked < 440:
    raise SystemExit("\n".join([f"walked {walked} operations"] + wrong))
print("done")
