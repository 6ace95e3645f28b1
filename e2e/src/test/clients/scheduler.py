"""boto3 against a server whose clock is steered: schedules. Ends with status 0 when all of it holds."""
import datetime
import io
import json
import os
import urllib.request
import zipfile

import boto3
from botocore.config import Config

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
OFF = {"Mode": "OFF"}
once = Config(retries={"total_max_attempts": 1})
scheduler = boto3.client("scheduler", config=once)
sqs = boto3.client("sqs", config=once)
lam = boto3.client("lambda", config=once)
iam = boto3.client("iam", config=once)


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, what, call, message=None):
    try:
        call()
    except scheduler.exceptions.ClientError as error:
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


def advance(span):
    report = admin("POST", "clock", {"advance": span})
    expect(report["settled"], True, f"settled {report}")


def now():
    """The server's time, to the second."""
    return datetime.datetime.fromisoformat(admin("GET", "clock")["now"][:19] + "+00:00")


def queue(name, **attributes):
    url = sqs.create_queue(QueueName=name, Attributes={"MessageRetentionPeriod": "1209600", **attributes})["QueueUrl"]
    return url, f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"


def take(url):
    expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
    taken = []
    while True:
        batch = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], AttributeNames=["All"]).get("Messages", [])
        if not batch:
            return taken
        taken += batch
        for message in batch:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def bodies(url):
    return [message["Body"] for message in take(url)]


def target(arn, **more):
    return {"Arn": arn, "RoleArn": ROLE, **more}


admin("POST", "clock", {"freeze": True})
inbox, inbox_arn = queue("inbox")
dead, dead_arn = queue("dead")

# A rate begins at once, and goes on.
arn = scheduler.create_schedule(
    Name="often", ScheduleExpression="rate(5 minutes)", FlexibleTimeWindow=OFF, Description="often",
    Target=target(inbox_arn, Input='{"at": "<aws.scheduler.scheduled-time>", "of": "<aws.scheduler.schedule-arn>"}'))["ScheduleArn"]
expect(arn, f"arn:aws:scheduler:us-east-1:{ACCOUNT}:schedule/default/often", "ARN")
expect(len(bodies(inbox)), 1, "at once")
advance("PT4M59S")
expect(bodies(inbox), [], "before five minutes")
advance("PT10M1S")
got = [json.loads(body) for body in bodies(inbox)]
expect(({body["of"] for body in got}, len({body["at"] for body in got})), ({arn}, 3), "three times")
described = scheduler.get_schedule(Name="often")
expect((described["State"], described["GroupName"], described["ScheduleExpressionTimezone"], described["Target"]["Arn"],
        described["FlexibleTimeWindow"], described["ActionAfterCompletion"]),
       ("ENABLED", "default", "UTC", inbox_arn, OFF, "NONE"), "as described")
scheduler.update_schedule(
    Name="often", ScheduleExpression="rate(5 minutes)", FlexibleTimeWindow=OFF, State="DISABLED", Target=target(inbox_arn))
advance("PT1H")
expect(bodies(inbox), [], "disabled")
scheduler.delete_schedule(Name="often")

# Once, and then gone; without an input there is a notice.
later = (now() + datetime.timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S")
scheduler.create_schedule(
    Name="one", ScheduleExpression=f"at({later})", FlexibleTimeWindow=OFF, ActionAfterCompletion="DELETE",
    Target=target(inbox_arn))
advance("PT2H59M")
expect(bodies(inbox), [], "before it is due")
advance("PT2M")
[notice] = [json.loads(body) for body in bodies(inbox)]
expect((notice["source"], notice["detail-type"], notice["time"], notice["detail"]),
       ("aws.scheduler", "Scheduled Event", later + "Z", "{}"), "notice")
refused("ResourceNotFoundException", "a schedule that is done", lambda: scheduler.get_schedule(Name="one"),
        "Schedule one does not exist.")

# A time zone, and bounds.
start = now()
scheduler.create_schedule(
    Name="zoned", ScheduleExpression="cron(30 9 ? * MON-FRI *)", ScheduleExpressionTimezone="Asia/Tokyo",
    StartDate=start + datetime.timedelta(days=7), EndDate=start + datetime.timedelta(days=14), FlexibleTimeWindow=OFF,
    Target=target(inbox_arn, Input="<aws.scheduler.scheduled-time>"))
advance("P13D")
early = bodies(inbox)
advance("P7D")
times = early + bodies(inbox)
expect((len(times), {text[11:] for text in times}), (5, {"00:30:00Z"}), f"within its bounds {times}")
expect(all(start.strftime("%Y-%m-%d") < text for text in times), True, f"after the start {times}")

# A window: somewhere in it, once.
scheduler.create_schedule(
    Name="loose", ScheduleExpression="rate(1 days)", FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 60},
    Target=target(inbox_arn, Input="loose"))
advance("PT1H")
expect(bodies(inbox), ["loose"], "within the window")
advance("PT22H59M")
expect(bodies(inbox), [], "until the next day")
scheduler.delete_schedule(Name="loose")

# Functions, buses, and any operation.
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as archive:
    archive.writestr("handler.py", """
import boto3, json
def handle(event, context):
    sqs = boto3.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName="inbox")["QueueUrl"], MessageBody=json.dumps(event))
""")
function = lam.create_function(
    FunctionName="worker", Runtime="python3.11", Handler="handler.handle", Role=ROLE, Timeout=20,
    Code={"ZipFile": out.getvalue()})["FunctionArn"]
lam.get_waiter("function_active_v2").wait(FunctionName="worker")
soon = (now() + datetime.timedelta(minutes=1)).strftime("at(%Y-%m-%dT%H:%M:%S)")
scheduler.create_schedule(Name="f", ScheduleExpression=soon, FlexibleTimeWindow=OFF, Target=target(function, Input='{"n": 1}'))
scheduler.create_schedule(
    Name="u", ScheduleExpression=soon, FlexibleTimeWindow=OFF,
    Target=target("arn:aws:scheduler:::aws-sdk:lambda:invoke", Input=json.dumps(
        {"FunctionName": "worker", "InvocationType": "Event", "Payload": '{"n": 2}'})))
scheduler.create_schedule(
    Name="m", ScheduleExpression=soon, FlexibleTimeWindow=OFF,
    Target=target("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input=json.dumps({"QueueUrl": inbox, "MessageBody": '{"n": 3}'})))
events = boto3.client("events")
events.put_rule(Name="r", EventPattern='{"source":["tour"]}')
sqs.set_queue_attributes(QueueUrl=inbox, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": inbox_arn}]})})
events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": inbox_arn, "InputPath": "$.detail"}])
scheduler.create_schedule(
    Name="e", ScheduleExpression=soon, FlexibleTimeWindow=OFF,
    Target=target(f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default", Input='{"n": 4}',
                  EventBridgeParameters={"Source": "tour", "DetailType": "t"}))
advance("PT2M")
expect(sorted(json.loads(body)["n"] for body in bodies(inbox)), [1, 2, 3, 4], "what has run")

# What fails is tried again, and given up to the dead-letter queue.
scheduler.create_schedule(
    Name="lost", ScheduleExpression="rate(1 days)", FlexibleTimeWindow=OFF,
    Target=target(f"arn:aws:sqs:us-east-1:{ACCOUNT}:nowhere", Input="x", DeadLetterConfig={"Arn": dead_arn},
                  RetryPolicy={"MaximumRetryAttempts": 2}))
[letter] = take(dead)
attributes = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
expect((letter["Body"], attributes["ERROR_CODE"], attributes["SCHEDULE_ARN"].rsplit("/", 1)[1], attributes["RETRY_ATTEMPTS"],
        attributes["TARGET_ARN"].rsplit(":", 1)[1]),
       ("x", "QueueDoesNotExist", "lost", "0", "nowhere"), f"the dead letter {attributes}")
scheduler.delete_schedule(Name="lost")

# Groups.
group = scheduler.create_schedule_group(Name="team", Tags=[{"Key": "a", "Value": "b"}])["ScheduleGroupArn"]
expect(scheduler.list_tags_for_resource(ResourceArn=group)["Tags"], [{"Key": "a", "Value": "b"}], "tags")
scheduler.create_schedule(
    Name="x", GroupName="team", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow=OFF, Target=target(inbox_arn, Input="team"),
    ClientToken="t")
scheduler.create_schedule(
    Name="x", GroupName="team", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow=OFF, Target=target(inbox_arn, Input="team"),
    ClientToken="t")
expect(bodies(inbox), ["team"], "a repeat with the same token")
refused("ConflictException", "the name again", lambda: scheduler.create_schedule(
    Name="x", GroupName="team", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow=OFF, Target=target(inbox_arn)),
        "Schedule x already exists.")
expect([one["Name"] for one in scheduler.list_schedules(GroupName="team")["Schedules"]], ["x"], "schedules of the group")
expect([one["Name"] for one in scheduler.list_schedule_groups()["ScheduleGroups"]], ["default", "team"], "groups")
scheduler.delete_schedule_group(Name="team")
advance("PT2H")
expect(bodies(inbox), [], "after the group is gone")

# A role must trust the service; its policies decide what it may call.
trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
iam.create_role(RoleName="narrow", AssumeRolePolicyDocument=json.dumps(trust))
narrow = {"Arn": inbox_arn, "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/narrow", "Input": "narrow", "DeadLetterConfig": {"Arn": dead_arn}}
refused("ValidationException", "a role that does not trust it", lambda: scheduler.create_schedule(
    Name="n", ScheduleExpression="rate(1 day)", FlexibleTimeWindow=OFF, Target=narrow),
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")
trust["Statement"][0]["Principal"]["Service"] = "scheduler.amazonaws.com"
iam.update_assume_role_policy(RoleName="narrow", PolicyDocument=json.dumps(trust))
allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": dead_arn}]}
iam.put_role_policy(RoleName="narrow", PolicyName="p", PolicyDocument=json.dumps(allowed))
scheduler.create_schedule(Name="n", ScheduleExpression="rate(1 day)", FlexibleTimeWindow=OFF, Target=narrow)
[letter] = take(dead)
expect(letter["MessageAttributes"]["ERROR_CODE"]["StringValue"], "AccessDeniedException", "why")
allowed["Statement"][0]["Resource"] = "*"
iam.put_role_policy(RoleName="narrow", PolicyName="p", PolicyDocument=json.dumps(allowed))
advance("P1D")
expect(bodies(inbox), ["narrow"], "once it may")

# Wrong input gets AWS's words.
wrong = {"Name": "w", "FlexibleTimeWindow": OFF, "Target": target(inbox_arn)}
for expression in ("rate(0 minutes)", "cron(0 10 * * * *)", "at(2030-13-01T00:00:00)", "soon"):
    refused("ValidationException", expression, lambda: scheduler.create_schedule(**wrong, ScheduleExpression=expression),
            f"Invalid Schedule Expression {expression}.")
refused("ValidationException", "a zone", lambda: scheduler.create_schedule(
    **wrong, ScheduleExpression="rate(1 hour)", ScheduleExpressionTimezone="Mars/Base"))
refused("ResourceNotFoundException", "no group", lambda: scheduler.create_schedule(
    **wrong, ScheduleExpression="rate(1 hour)", GroupName="none"), "Schedule group none does not exist.")
refused("ValidationException", "what only reads", lambda: scheduler.create_schedule(
    Name="w", FlexibleTimeWindow=OFF, ScheduleExpression="rate(1 hour)",
    Target=target("arn:aws:scheduler:::aws-sdk:sqs:receiveMessage", Input="{}")))
refused("ValidationException", "no such member", lambda: scheduler.create_schedule(
    Name="w", FlexibleTimeWindow=OFF, ScheduleExpression="rate(1 hour)",
    Target=target("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input='{"Colour": "red"}')))
refused("ValidationException", "a window without its size", lambda: scheduler.create_schedule(
    Name="w", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow={"Mode": "FLEXIBLE"}, Target=target(inbox_arn)))
refused("ResourceNotFoundException", "no schedule", lambda: scheduler.delete_schedule(Name="none"), "Schedule none does not exist.")
print("done")
