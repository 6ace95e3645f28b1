"""boto3 against a server: who may call what, by the three ways to a function. Ends with status 0 when all holds."""
import json
import time
import urllib.request
import uuid

import boto3
from botocore.exceptions import ClientError

from lab import NO_RETRY, check, create, eventually, holds, lam, package, run, same

OWN, OTHER = "000000000000", "222222222222"
REGION = "us-east-1"
ECHO = "def handle(event, context):\n    return event\n"

# Calls boto3 from within the function: its own execution role must be allowed.
BACK = """
import boto3
def handle(event, context):
    client = boto3.client(event["service"])
    answer = getattr(client, event["method"])(**event["arguments"])
    answer.pop("ResponseMetadata", None)
    return {"done": True, "who": boto3.client("sts").get_caller_identity()["Arn"]}
"""

TRUST = {"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}


def client(service, key):
    return boto3.client(
        service, region_name=REGION, config=NO_RETRY, aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"], aws_session_token=key.get("SessionToken"))


def root(account):
    """The root user of an account: an unknown key of twelve digits, on loopback."""
    return {"AccessKeyId": account, "SecretAccessKey": "any"}


iam = boto3.client("iam")
sqs = boto3.client("sqs")
kinesis = boto3.client("kinesis")


def name(prefix):
    return prefix + "-" + uuid.uuid4().hex[:8]


def policy(actions, resource="*", effect="Allow", **more):
    return json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": effect, "Action": actions, "Resource": resource, **more}})


def user(actions=None, resource="*", account=OWN):
    """A new user's ARN and key, perhaps with a policy."""
    owner = client("iam", root(account))
    who = name("user")
    arn = owner.create_user(UserName=who)["User"]["Arn"]
    if actions:
        owner.put_user_policy(UserName=who, PolicyName="p", PolicyDocument=policy(actions, resource))
    return arn, owner.create_access_key(UserName=who)["AccessKey"]


def role(managed=None, actions=None, trust=TRUST):
    who = name("role")
    arn = iam.create_role(RoleName=who, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    if managed:
        iam.attach_role_policy(RoleName=who, PolicyArn="arn:aws:iam::aws:policy/service-role/" + managed)
    if actions:
        iam.put_role_policy(RoleName=who, PolicyName="p", PolicyDocument=policy(actions))
    return arn


def refused(code, part, operation, /, **arguments):
    try:
        operation(**arguments)
    except ClientError as error:
        got = error.response["Error"]
        same(got["Code"], code, got)
        message = got.get("Message") or ""
        holds(part in message, got)
        return message
    raise AssertionError(f"not refused: {arguments}")


def denied(why, operation, /, **arguments):
    return refused("AccessDeniedException", why, operation, **arguments)


def grant(function, principal, qualifier=None, **more):
    if qualifier:
        more["Qualifier"] = qualifier
    more.setdefault("Action", "lambda:InvokeFunction")
    lam.add_permission(FunctionName=function, StatementId=name("s"), Principal=principal, **more)


def call(key, function, event=None, **more):
    answer = client("lambda", key).invoke(FunctionName=function, Payload=json.dumps(event or {}), **more)
    same(answer.get("FunctionError"), None, "function error")
    return answer["Payload"].read()


NO_IDENTITY = "because no identity-based policy allows the lambda:InvokeFunction action"
NO_RESOURCE = "because no resource-based policy allows the lambda:InvokeFunction action"


@check
def same_account_by_its_own_policy_or_by_the_functions():
    f = create(name("f"), ECHO)
    arn = lam.get_function(FunctionName=f)["Configuration"]["FunctionArn"]
    _, allowed = user("lambda:InvokeFunction", arn)
    same(call(allowed, f, {"a": 1}), b'{"a": 1}')
    same(client("lambda", allowed).invoke(FunctionName=f, InvocationType="Event")["StatusCode"], 202)
    who, named = user()
    message = denied(NO_IDENTITY, client("lambda", named).invoke, FunctionName=f)
    holds(f"User: {who} is not authorized to perform: lambda:InvokeFunction on resource: {arn}" in message, message)
    denied(NO_IDENTITY, client("lambda", named).invoke, FunctionName=f, InvocationType="Event")
    denied(NO_IDENTITY, client("lambda", named).invoke, FunctionName=f, InvocationType="DryRun")
    grant(f, who)
    call(named, f)
    same(client("lambda", named).invoke(FunctionName=f, InvocationType="DryRun")["StatusCode"], 204)
    lam.remove_permission(
        FunctionName=f, StatementId=json.loads(lam.get_policy(FunctionName=f)["Policy"])["Statement"][0]["Sid"])
    denied(NO_IDENTITY, client("lambda", named).invoke, FunctionName=f)
    _, barred = user("lambda:*")
    iam.put_user_policy(
        UserName=client("sts", barred).get_caller_identity()["Arn"].split("/")[-1], PolicyName="no",
        PolicyDocument=policy("lambda:InvokeFunction", arn, effect="Deny"))
    denied("with an explicit deny in an identity-based policy", client("lambda", barred).invoke, FunctionName=f)


@check
def another_account_needs_the_functions_policy_and_its_own():
    f = create(name("f"), ECHO)
    arn = lam.get_function(FunctionName=f)["Configuration"]["FunctionArn"]
    who, allowed = user("lambda:InvokeFunction", account=OTHER)
    _, without = user(account=OTHER)
    there = client("lambda", allowed)
    denied(NO_RESOURCE, there.invoke, FunctionName=arn)
    refused("ResourceNotFoundException", "Function not found", there.invoke, FunctionName=f)
    grant(f, OTHER)
    same(call(allowed, arn, {"b": 2}), b'{"b": 2}')
    same(call(allowed, f"{OWN}:function:{f}", {"b": 2}), b'{"b": 2}')
    same(there.invoke(FunctionName=arn, InvocationType="Event")["StatusCode"], 202)
    denied(NO_IDENTITY, client("lambda", without).invoke, FunctionName=arn)
    denied("because no resource-based policy allows the lambda:GetFunction action", there.get_function,
           FunctionName=arn)
    third = user("lambda:InvokeFunction", account="333333333333")[1]
    denied(NO_RESOURCE, client("lambda", third).invoke, FunctionName=arn)
    same(lam.get_function(FunctionName=f)["Configuration"]["FunctionArn"], arn)
    # What may not be shared is refused whatever the policies say.
    grant(f, OTHER, Action="lambda:*")
    refused("AccessDeniedException", "", client("lambda", user("lambda:*", account=OTHER)[1])
            .update_function_configuration, FunctionName=arn, Timeout=9)
    same(lam.get_function_configuration(FunctionName=f)["Timeout"], 30)


@check
def a_grant_on_an_alias_is_for_the_alias_alone():
    f = create(name("f"), ECHO)
    arn = lam.get_function(FunctionName=f)["Configuration"]["FunctionArn"]
    version = lam.publish_version(FunctionName=f)["Version"]
    lam.create_alias(FunctionName=f, Name="live", FunctionVersion=version)
    _, theirs = user("lambda:*", account=OTHER)
    grant(f, OTHER, qualifier="live")
    call(theirs, arn + ":live")
    for other in (arn, arn + ":" + version, arn + ":$LATEST"):
        denied(NO_RESOURCE, client("lambda", theirs).invoke, FunctionName=other)
    one = user("lambda:InvokeFunction", account=OTHER)
    grant(f, one[0], qualifier=version)
    call(one[1], arn + ":" + version)


@check
def an_assumed_role_of_another_account_calls():
    f = create(name("f"), ECHO)
    arn = lam.get_function(FunctionName=f)["Configuration"]["FunctionArn"]
    theirs = client("iam", root(OTHER))
    who = name("role")
    made = theirs.create_role(RoleName=who, AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}, "Action": "sts:AssumeRole"}}))
    theirs.put_role_policy(RoleName=who, PolicyName="p", PolicyDocument=policy("lambda:InvokeFunction"))
    _, person = user("sts:AssumeRole", account=OTHER)
    session = client("sts", person).assume_role(
        RoleArn=made["Role"]["Arn"], RoleSessionName="them")["Credentials"]
    denied(NO_RESOURCE, client("lambda", session).invoke, FunctionName=arn)
    grant(f, made["Role"]["Arn"])
    call(session, arn)
    bounded = client("sts", person).assume_role(
        RoleArn=made["Role"]["Arn"], RoleSessionName="them", Policy=policy("sqs:*"))["Credentials"]
    denied("because no session policy allows the lambda:InvokeFunction action",
           client("lambda", bounded).invoke, FunctionName=arn)
    _, stranger = user(account=OTHER)
    refused("AccessDenied", "sts:AssumeRole", client("sts", stranger).assume_role,
            RoleArn=made["Role"]["Arn"], RoleSessionName="them")


@check
def a_user_hands_on_a_session():
    f = create(name("f"), ECHO)
    who, key = user(["lambda:InvokeFunction", "sts:GetFederationToken", "sts:TagSession"])
    sts = client("sts", key)

    def session(**more):
        answer = sts.get_federation_token(Name="guest", **more)
        holds(answer["FederatedUser"]["Arn"] == f"arn:aws:sts::{OWN}:federated-user/guest", answer)
        same(client("sts", answer["Credentials"]).get_caller_identity()["UserId"], f"{OWN}:guest")
        return answer["Credentials"]

    # What both allow; nothing without a policy, but for what a resource's policy says of it by name.
    call(session(Policy=policy("lambda:*")), f)
    denied("because no session policy allows the lambda:InvokeFunction action",
           client("lambda", session(Policy=policy("sqs:*"))).invoke, FunctionName=f)
    refused("AccessDenied", "because no identity-based policy allows the sqs:ListQueues action",
            client("sqs", session(Policy=policy("*"))).list_queues)
    bare = session(Tags=[{"Key": "job", "Value": "1"}])
    denied("because no session policy allows", client("lambda", bare).invoke, FunctionName=f)
    url = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:sts::{OWN}:federated-user/guest"},
            "Action": "sqs:SendMessage", "Resource": arn}})})
    client("sqs", bare).send_message(QueueUrl=url, MessageBody="m")
    # A session is handed on by nobody, and ends with its user.
    refused("AccessDenied", "", client("sts", bare).get_federation_token, Name="again")
    iam.delete_user_policy(UserName=who.split("/")[-1], PolicyName="p")
    denied(NO_IDENTITY, client("lambda", key).invoke, FunctionName=f)
    refused("AccessDenied", "sts:GetFederationToken", sts.get_federation_token, Name="guest")


@check
def a_permissions_boundary_bounds():
    f = create(name("f"), ECHO)
    _, key = user("lambda:*")
    call(key, f)
    edge = iam.create_policy(PolicyName=name("edge"), PolicyDocument=policy("sqs:*"))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(
        UserName=client("sts", key).get_caller_identity()["Arn"].split("/")[-1], PermissionsBoundary=edge)
    denied("because no permissions boundary allows the lambda:InvokeFunction action",
           client("lambda", key).invoke, FunctionName=f)


@check
def a_layer_is_used_by_another_account_once_it_is_shared():
    layer = name("layer")
    made = lam.publish_layer_version(LayerName=layer, Content={"ZipFile": package({"python/x.py": "X = 1\n"})})
    arn = made["LayerVersionArn"]
    _, theirs = user("lambda:*", account=OTHER)
    there = client("lambda", theirs)
    wanted = dict(
        Runtime="python3.11", Handler="app.handle", Role=f"arn:aws:iam::{OTHER}:role/any",
        Code={"ZipFile": package({"app.py": "import x\ndef handle(e, c):\n    return x.X\n"})}, Layers=[arn])
    client("iam", root(OTHER)).put_user_policy(
        UserName=client("sts", theirs).get_caller_identity()["Arn"].split("/")[-1], PolicyName="pass",
        PolicyDocument=policy("iam:PassRole"))
    refusal = "because no resource-based policy allows the lambda:GetLayerVersion action"
    denied(refusal, there.create_function, FunctionName=layer, **wanted)
    denied(refusal, there.get_layer_version_by_arn, Arn=arn)
    lam.add_layer_version_permission(
        LayerName=layer, VersionNumber=1, StatementId="s", Action="lambda:GetLayerVersion", Principal=OTHER)
    same(there.get_layer_version_by_arn(Arn=arn)["LayerVersionArn"], arn)
    there.create_function(FunctionName=layer, **wanted)
    there.get_waiter("function_active_v2").wait(FunctionName=layer, WaiterConfig={"Delay": 1})
    same(call(theirs, layer), b"1")
    denied("lambda:DeleteLayerVersion", there.delete_layer_version, LayerName=arn.rsplit(":", 1)[0], VersionNumber=1)


@check
def a_functions_code_is_held_to_its_role():
    queue = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    held = role("AWSLambdaBasicExecutionRole")
    f = name("f")
    lam.create_function(FunctionName=f, Runtime="python3.11", Handler="app.handle", Role=held, Timeout=30,
                        MemorySize=256, Code={"ZipFile": package({"app.py": BACK})})
    lam.get_waiter("function_active_v2").wait(FunctionName=f, WaiterConfig={"Delay": 1})
    event = {"service": "sqs", "method": "send_message", "arguments": {"QueueUrl": queue, "MessageBody": "m"}}
    answer = lam.invoke(FunctionName=f, Payload=json.dumps(event))
    same(answer.get("FunctionError"), "Unhandled")
    problem = json.loads(answer["Payload"].read())["errorMessage"]
    holds("because no identity-based policy allows the sqs:SendMessage action" in problem, problem)
    session = held.replace(":iam:", ":sts:").replace("role/", "assumed-role/") + "/" + f
    holds(f"User: {session} is not authorized" in problem, problem)
    iam.put_role_policy(RoleName=held.split("/")[-1], PolicyName="send", PolicyDocument=policy("sqs:SendMessage"))
    answer = lam.invoke(FunctionName=f, Payload=json.dumps(event))
    same(json.loads(answer["Payload"].read()), {"done": True, "who": session})
    same(sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"], "m")


@check
def a_role_that_lambda_may_not_assume_runs_no_function():
    stranger = role(trust={"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}})
    refused("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.",
            lam.create_function, FunctionName=name("f"), Runtime="python3.11", Handler="app.handle", Role=stranger,
            Code={"ZipFile": package({"app.py": ECHO})})


@check
def passing_a_role_needs_a_right():
    held = role("AWSLambdaBasicExecutionRole")
    _, key = user(["lambda:CreateFunction", "lambda:GetFunction"])
    wanted = dict(FunctionName=name("f"), Runtime="python3.11", Handler="app.handle", Role=held,
                  Code={"ZipFile": package({"app.py": ECHO})})
    denied("iam:PassRole on resource: " + held, client("lambda", key).create_function, **wanted)
    iam.put_user_policy(
        UserName=client("sts", key).get_caller_identity()["Arn"].split("/")[-1], PolicyName="pass",
        PolicyDocument=policy("iam:PassRole", held, Condition={
            "StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}))
    client("lambda", key).create_function(**wanted)


@check
def what_is_left_of_events_needs_a_right_to_its_target():
    url = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    held = role("AWSLambdaBasicExecutionRole")
    wanted = dict(FunctionName=name("f"), Runtime="python3.11", Handler="app.handle", Role=held,
                  Code={"ZipFile": package({"app.py": ECHO})})
    refused("InvalidParameterValueException",
            "The provided execution role does not have permissions to call SendMessage on SQS",
            lam.create_function, **wanted, DeadLetterConfig={"TargetArn": arn})
    lam.create_function(**wanted)
    chosen = dict(FunctionName=wanted["FunctionName"], DestinationConfig={"OnFailure": {"Destination": arn}})
    refused("InvalidParameterValueException",
            f"The function's execution role does not have permissions to call SendMessage on {arn}",
            lam.put_function_event_invoke_config, **chosen)
    iam.put_role_policy(RoleName=held.split("/")[-1], PolicyName="s", PolicyDocument=policy("sqs:SendMessage", arn))
    lam.put_function_event_invoke_config(**chosen)
    lam.get_waiter("function_active_v2").wait(FunctionName=wanted["FunctionName"], WaiterConfig={"Delay": 1})
    lam.update_function_configuration(FunctionName=wanted["FunctionName"], DeadLetterConfig={"TargetArn": arn})
    bus = boto3.client("events").create_event_bus(Name=name("bus"))["EventBusArn"]
    chosen["DestinationConfig"] = {"OnFailure": {"Destination": bus}}
    refused("InvalidParameterValueException", f"does not have permissions to call PutEvents on {bus}",
            lam.put_function_event_invoke_config, **chosen)
    iam.put_role_policy(RoleName=held.split("/")[-1], PolicyName="e", PolicyDocument=policy("events:PutEvents", bus))
    lam.put_function_event_invoke_config(**chosen)


def printed(function):
    """The lines that the function has printed, in order."""
    logs = boto3.client("logs")
    try:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="/aws/lambda/" + function, filterPattern='"got "')
        return [event["message"].strip() for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []


@check
def a_bucket_pushes_only_while_the_functions_policy_lets_it():
    s3 = boto3.client("s3")
    bucket, other = name("b"), name("b")
    for each in (bucket, other):
        s3.create_bucket(Bucket=each)
    f = create(name("f"), "def handle(event, context):\n"
                          "    print('got', event['Records'][0]['s3']['object']['key'])\n")
    arn = lam.get_function(FunctionName=f)["Configuration"]["FunctionArn"]
    wanted = {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    invalid = "Unable to validate the following destination configurations"

    def unset():
        refused("InvalidArgument", invalid, s3.put_bucket_notification_configuration, Bucket=bucket,
                NotificationConfiguration=wanted)

    unset()
    source = dict(SourceArn="arn:aws:s3:::" + bucket, SourceAccount=OWN)
    for wrong in (dict(source, SourceArn="arn:aws:s3:::" + other), dict(source, SourceAccount=OTHER)):
        lam.add_permission(FunctionName=f, StatementId="wrong", Action="lambda:InvokeFunction",
                           Principal="s3.amazonaws.com", **wrong)
        unset()
        lam.remove_permission(FunctionName=f, StatementId="wrong")
    lam.add_permission(FunctionName=f, StatementId="sns", Action="lambda:InvokeFunction",
                       Principal="sns.amazonaws.com", **source)
    unset()
    lam.add_permission(FunctionName=f, StatementId="s3", Action="lambda:InvokeFunction",
                       Principal="s3.amazonaws.com", **source)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=wanted)
    s3.put_object(Bucket=bucket, Key="one", Body=b"1")
    holds(eventually(lambda: printed(f) == ["got one"]), printed(f))
    # Another account's bucket gains nothing by naming this function.
    theirs = client("s3", root(OTHER))
    stolen = name("b")
    theirs.create_bucket(Bucket=stolen)
    refused("InvalidArgument", invalid, theirs.put_bucket_notification_configuration, Bucket=stolen,
            NotificationConfiguration=wanted)
    lam.remove_permission(FunctionName=f, StatementId="s3")
    s3.put_object(Bucket=bucket, Key="two", Body=b"2")
    why = eventually(lambda: [d for d in denials() if d["principal"] == "s3.amazonaws.com" and f in str(d)])
    holds(why, denials())
    same(s3.get_object(Bucket=bucket, Key="two")["Body"].read(), b"2")
    same(printed(f), ["got one"])
    lam.add_permission(FunctionName=f, StatementId="s3", Action="lambda:InvokeFunction",
                       Principal="s3.amazonaws.com", **source)
    s3.put_object(Bucket=bucket, Key="three", Body=b"3")
    holds(eventually(lambda: printed(f) == ["got one", "got three"]), printed(f))


def denials():
    with urllib.request.urlopen(lam.meta.endpoint_url + "/_forebay/why-denied") as answer:
        return json.load(answer)["denials"]


def puller(managed, source):
    """A function whose role may or may not poll, and the arguments that map a source to it."""
    held = role(managed)
    f = name("f")
    lam.create_function(FunctionName=f, Runtime="python3.11", Handler="app.handle", Role=held, Timeout=10,
                        MemorySize=256, Code={"ZipFile": package({"app.py": "def handle(e, c):\n"
                        "    for r in e['Records']:\n        print('got', r.get('body') or r['kinesis']['data'])\n"})})
    lam.get_waiter("function_active_v2").wait(FunctionName=f, WaiterConfig={"Delay": 1})
    return f, held.split("/")[-1], {"FunctionName": f, "EventSourceArn": source}


def got(function):
    """What the function has printed."""
    logs = boto3.client("logs")
    try:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="/aws/lambda/" + function, filterPattern='"got "')
        return sorted(event["message"].strip() for page in pages for event in page["events"])
    except logs.exceptions.ResourceNotFoundException:
        return []


def enabled(mapping):
    holds(eventually(lambda: lam.get_event_source_mapping(UUID=mapping)["State"] == "Enabled"), "not enabled")


def problem(mapping):
    return lam.get_event_source_mapping(UUID=mapping).get("LastProcessingResult", "")


@check
def a_queue_is_polled_only_while_the_role_may():
    url = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    f, held, wanted = puller("AWSLambdaBasicExecutionRole", arn)
    refused("InvalidParameterValueException",
            "The function execution role does not have permissions to call ReceiveMessage on SQS",
            lam.create_event_source_mapping, **wanted)
    may = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
    iam.attach_role_policy(RoleName=held, PolicyArn=may)
    # Whoever makes the mapping needs no right to the queue, and the role none to invoke the function.
    _, maker = user(["lambda:CreateEventSourceMapping"])
    mapping = client("lambda", maker).create_event_source_mapping(**wanted)["UUID"]
    enabled(mapping)
    sqs.send_message(QueueUrl=url, MessageBody="one")
    holds(eventually(lambda: got(f) == ["got one"]), got(f))
    iam.detach_role_policy(RoleName=held, PolicyArn=may)
    holds(eventually(lambda: "PROBLEM" in problem(mapping), 30), problem(mapping))
    sqs.send_message(QueueUrl=url, MessageBody="two")
    time.sleep(1)
    same(got(f), ["got one"])
    iam.attach_role_policy(RoleName=held, PolicyArn=may)
    holds(eventually(lambda: got(f) == ["got one", "got two"], 90), got(f))
    same(problem(mapping), "")
    lam.delete_event_source_mapping(UUID=mapping)


@check
def a_stream_is_polled_only_while_the_role_may():
    stream = name("s")
    kinesis.create_stream(StreamName=stream, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    f, held, wanted = puller("AWSLambdaBasicExecutionRole", arn)
    wanted["StartingPosition"] = "TRIM_HORIZON"
    refused("InvalidParameterValueException", "Cannot access stream " + arn, lam.create_event_source_mapping, **wanted)
    may = "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole"
    iam.attach_role_policy(RoleName=held, PolicyArn=may)
    mapping = lam.create_event_source_mapping(**wanted)["UUID"]
    enabled(mapping)
    kinesis.put_record(StreamName=stream, Data=b"one", PartitionKey="k")
    holds(eventually(lambda: len(got(f)) == 1), got(f))
    iam.detach_role_policy(RoleName=held, PolicyArn=may)
    holds(eventually(lambda: "PROBLEM" in problem(mapping), 30), problem(mapping))
    kinesis.put_record(StreamName=stream, Data=b"two", PartitionKey="k")
    time.sleep(1)
    same(len(got(f)), 1)
    iam.attach_role_policy(RoleName=held, PolicyArn=may)
    holds(eventually(lambda: len(got(f)) == 2, 90), got(f))
    lam.delete_event_source_mapping(UUID=mapping)


@check
def a_queue_is_shared_by_its_policy():
    url = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    _, theirs = user("sqs:*", account=OTHER)
    there = client("sqs", theirs)
    refused("AccessDenied", "because no resource-based policy allows the sqs:SendMessage action",
            there.send_message, QueueUrl=url, MessageBody="m")
    refused("InvalidAttributeValue", "Policy", sqs.set_queue_attributes, QueueUrl=url,
            Attributes={"Policy": '{"Statement": 1}'})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": ["sqs:SendMessage", "sqs:GetQueueUrl"],
             "Resource": arn}]})})
    same(there.get_queue_url(QueueName=arn.split(":")[-1], QueueOwnerAWSAccountId=OWN)["QueueUrl"], url)
    there.send_message(QueueUrl=url, MessageBody="m")
    same(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"], "m")
    refused("AccessDenied", "sqs:ReceiveMessage", there.receive_message, QueueUrl=url)
    # Deleting cannot be shared.
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "sqs:*", "Resource": arn}]})})
    refused("AccessDenied", "", there.delete_queue, QueueUrl=url)
    # A statement that denies binds the owner's users too.
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn,
             "Condition": {"StringNotEquals": {"aws:PrincipalAccount": OTHER}}}]})})
    _, ours = user("sqs:*")
    refused("AccessDenied", "with an explicit deny in a resource-based policy", client("sqs", ours).send_message,
            QueueUrl=url, MessageBody="m")


@check
def a_stream_is_shared_by_its_policy():
    stream = name("s")
    kinesis.create_stream(StreamName=stream, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    there = client("kinesis", user("kinesis:*", account=OTHER)[1])
    denied("because no resource-based policy allows the kinesis:PutRecord action", there.put_record,
           StreamARN=arn, Data=b"x", PartitionKey="k")
    refused("InvalidArgumentException", "policy", kinesis.put_resource_policy, ResourceARN=arn, Policy="{}")
    kinesis.put_resource_policy(ResourceARN=arn, Policy=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": OTHER}, "Resource": arn,
            "Action": ["kinesis:PutRecord", "kinesis:GetShardIterator", "kinesis:GetRecords"]}]}))
    there.put_record(StreamARN=arn, Data=b"x", PartitionKey="k")
    at = there.get_shard_iterator(
        StreamARN=arn, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    same([r["Data"] for r in there.get_records(StreamARN=arn, ShardIterator=at)["Records"]], [b"x"])
    denied("kinesis:DescribeStreamSummary", there.describe_stream_summary, StreamARN=arn)


@check
def a_topic_is_shared_by_its_policy():
    sns = boto3.client("sns")
    topic = sns.create_topic(Name=name("t"))["TopicArn"]
    url = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={"RawMessageDelivery": "true"})
    there = client("sns", user("sns:*", account=OTHER)[1])
    refused("AuthorizationError", "because no resource-based policy allows the sns:Publish action",
            there.publish, TopicArn=topic, Message="m")
    sns.add_permission(TopicArn=topic, Label="them", AWSAccountId=[OTHER], ActionName=["Publish"])
    there.publish(TopicArn=topic, Message="refused by the queue")
    # The topic may not send to the queue before the queue's policy says so.
    same(sqs.receive_message(QueueUrl=url).get("Messages"), None)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": queue, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]})})
    there.publish(TopicArn=topic, Message="m")
    same(eventually(lambda: sqs.receive_message(QueueUrl=url).get("Messages"))[0]["Body"], "m")


@check
def a_bucket_is_shared_by_its_policy():
    s3 = boto3.client("s3")
    bucket = name("b")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="shared/k", Body=b"1")
    s3.put_object(Bucket=bucket, Key="kept/k", Body=b"2")
    there = client("s3", user("s3:*", account=OTHER)[1])
    refused("AccessDenied", "", there.get_object, Bucket=bucket, Key="shared/k")
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": f"arn:aws:s3:::{bucket}/shared/*"}]}))
    same(there.get_object(Bucket=bucket, Key="shared/k")["Body"].read(), b"1")
    there.put_object(Bucket=bucket, Key="shared/new", Body=b"3")
    refused("AccessDenied", "", there.get_object, Bucket=bucket, Key="kept/k")
    refused("AccessDenied", "", there.delete_object, Bucket=bucket, Key="shared/k")
    refused("AccessDenied", "", client("s3", user(account=OTHER)[1]).get_object, Bucket=bucket, Key="shared/k")
    same(s3.get_object(Bucket=bucket, Key="shared/new")["Body"].read(), b"3")


@check
def a_confused_deputy_gets_nothing():
    # Another account may not make this account's role poll, nor pass it to a function of its own.
    url = sqs.create_queue(QueueName=name("q"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    held = role("AWSLambdaSQSQueueExecutionRole")
    theirs = client("lambda", root(OTHER))
    denied("iam:PassRole", theirs.create_function, FunctionName=name("f"), Runtime="python3.11",
           Handler="app.handle", Role=held, Code={"ZipFile": package({"app.py": ECHO})})
    f = name("f")
    theirs.create_function(FunctionName=f, Runtime="python3.11", Handler="app.handle",
                           Role=f"arn:aws:iam::{OTHER}:role/any", Code={"ZipFile": package({"app.py": ECHO})})
    refused("InvalidParameterValueException", "does not have permissions to call ReceiveMessage on SQS",
            theirs.create_event_source_mapping, FunctionName=f, EventSourceArn=arn)


@check
def tags_decide():
    blue = create(name("f"), ECHO, Tags={"team": "blue"})
    red = create(name("f"), ECHO, Tags={"team": "red"})
    who, key = user()
    iam.put_user_policy(UserName=who.split("/")[-1], PolicyName="p", PolicyDocument=policy(
        "lambda:InvokeFunction", Condition={"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}))
    denied(NO_IDENTITY, client("lambda", key).invoke, FunctionName=blue)
    iam.tag_user(UserName=who.split("/")[-1], Tags=[{"Key": "team", "Value": "blue"}])
    call(key, blue)
    denied(NO_IDENTITY, client("lambda", key).invoke, FunctionName=red)


run()
