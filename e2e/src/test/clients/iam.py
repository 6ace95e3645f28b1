"""boto3 against a server: IAM and the sessions of STS. Ends with status 0 when all of it holds."""
import json

import boto3
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
        return
    raise SystemExit(f"{what}: not refused")


def client(service, credentials, region="us-east-1"):
    return boto3.client(
        service, region_name=region, endpoint_url=iam.meta.endpoint_url,
        aws_access_key_id=credentials["AccessKeyId"], aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials.get("SessionToken"))


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


iam = boto3.client("iam")
allow_sqs = policy({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"})

ann = iam.create_user(UserName="ann", Path="/team/", Tags=[{"Key": "team", "Value": "a"}])["User"]
key = iam.create_access_key(UserName="ann")["AccessKey"]
who = client("sts", key, "eu-west-1").get_caller_identity()
expect([who["Arn"], who["UserId"]], [ann["Arn"], ann["UserId"]], "who a new key is")
iam.create_group(GroupName="readers")
iam.add_user_to_group(GroupName="readers", UserName="ann")
iam.attach_group_policy(GroupName="readers", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
iam.put_user_policy(UserName="ann", PolicyName="queues", PolicyDocument=json.dumps(allow_sqs))
expect(iam.get_user_policy(UserName="ann", PolicyName="queues")["PolicyDocument"], allow_sqs, "decoded document")

trust = policy({
    "Effect": "Allow", "Principal": {"AWS": ann["Arn"]}, "Action": ["sts:AssumeRole", "sts:TagSession"],
    "Condition": {"StringEquals": {"sts:ExternalId": "shibboleth"}}})
role = iam.create_role(
    RoleName="worker", AssumeRolePolicyDocument=json.dumps(trust), MaxSessionDuration=7200)["Role"]
expect(role["AssumeRolePolicyDocument"], trust, "trust policy")
managed = iam.create_policy(PolicyName="queues", PolicyDocument=json.dumps(allow_sqs))["Policy"]["Arn"]
iam.attach_role_policy(RoleName="worker", PolicyArn=managed)
iam.attach_role_policy(
    RoleName="worker", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
iam.get_waiter("role_exists").wait(RoleName="worker")
iam.get_waiter("policy_exists").wait(PolicyArn=managed)
expect(
    [p["PolicyName"] for p in iam.list_attached_role_policies(RoleName="worker")["AttachedPolicies"]],
    ["AWSLambdaBasicExecutionRole", "queues"], "attached")

sts = client("sts", key)
refused(
    lambda: sts.assume_role(RoleArn=role["Arn"], RoleSessionName="me"),
    "AccessDenied", "is not authorized to perform: sts:AssumeRole", "without the external id")
assumed = sts.assume_role(
    RoleArn=role["Arn"], RoleSessionName="me", ExternalId="shibboleth", DurationSeconds=7200,
    Policy=json.dumps(allow_sqs), Tags=[{"Key": "job", "Value": "1"}])
expect(assumed["AssumedRoleUser"]["AssumedRoleId"], role["RoleId"] + ":me", "the role's unique id")
expect(
    client("sts", assumed["Credentials"]).get_caller_identity()["Arn"],
    role["Arn"].replace(":iam:", ":sts:").replace("role/", "assumed-role/") + "/me", "the session")

pages = iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 1})
details = list(pages)
expect([u["UserName"] for p in details for u in p["UserDetailList"]], ["ann"], "users in the details")
expect([u["RoleName"] for p in details for u in p["RoleDetailList"]], ["worker"], "roles in the details")
resource = boto3.resource("iam")
expect([g.name for g in resource.User("ann").groups.all()], ["readers"], "as boto3's resources see it")
expect(iam.get_account_summary()["SummaryMap"]["Users"], 1, "summary")

refused(lambda: iam.create_user(UserName="ANN"), "EntityAlreadyExists", "already exists", "the same name")
refused(lambda: iam.delete_role(RoleName="worker"), "DeleteConflict", "detach all policies", "a role in use")
refused(
    lambda: iam.put_role_policy(RoleName="worker", PolicyName="p", PolicyDocument="{}"),
    "MalformedPolicyDocument", "", "no document")
iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
refused(sts.get_caller_identity, "InvalidClientTokenId", "", "an inactive key")
iam.delete_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"])
refused(sts.get_caller_identity, "InvalidClientTokenId", "", "a deleted key")

for arn in [p["PolicyArn"] for p in iam.list_attached_role_policies(RoleName="worker")["AttachedPolicies"]]:
    iam.detach_role_policy(RoleName="worker", PolicyArn=arn)
iam.delete_role(RoleName="worker")
iam.delete_policy(PolicyArn=managed)
iam.remove_user_from_group(GroupName="readers", UserName="ann")
iam.delete_user_policy(UserName="ann", PolicyName="queues")
iam.delete_user(UserName="ann")
iam.detach_group_policy(GroupName="readers", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
iam.delete_group(GroupName="readers")
expect(iam.list_users()["Users"] + iam.list_groups()["Groups"] + iam.list_roles()["Roles"], [], "all gone")
print("done")
