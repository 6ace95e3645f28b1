"""boto3 against a server: buses, rules, targets, schedules, archives. Ends with status 0 when all of it holds."""
import datetime
import http.server
import io
import json
import os
import threading
import time
import urllib.request
import zipfile

import boto3
from botocore.config import Config

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
once = Config(retries={"total_max_attempts": 1})
events = boto3.client("events", config=once)
sqs = boto3.client("sqs", config=once)
lam = boto3.client("lambda", config=once)


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def refused(code, what, call, message=None):
    try:
        call()
    except events.exceptions.ClientError as error:
        expect(error.response["Error"]["Code"], code, what)
        if message is not None:
            expect(error.response["Error"]["Message"], message, what)
        return error.response["Error"]["Message"]
    raise SystemExit(f"{what}: was not refused")


def admin(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ENDPOINT + "/_forebay/" + path, data=data, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def queue(name, **attributes):
    """A queue that rules may send to."""
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"
    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": arn, "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:events:us-east-1:{ACCOUNT}:rule/*"}}}]}
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": json.dumps(policy), **attributes})["QueueUrl"]
    return url, arn


def take(url):
    """All messages of a queue once all is quiet; they are deleted."""
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
    return [json.loads(message["Body"]) for message in take(url)]


def put(detail, source="tour.app", kind="Step", **more):
    answer = events.put_events(Entries=[
        {"Source": source, "DetailType": kind, "Detail": json.dumps(detail), **more}])
    expect(answer["FailedEntryCount"], 0, f"failed entries {answer}")
    return answer["Entries"][0]["EventId"]


def function(name, code):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("handler.py", code)
    arn = lam.create_function(
        FunctionName=name, Runtime="python3.11", Handler="handler.handle", Role=ROLE, Timeout=20,
        Code={"ZipFile": out.getvalue()})["FunctionArn"]
    lam.get_waiter("function_active_v2").wait(FunctionName=name)
    return arn


# A rule brings what it wants to a queue, and nothing else.
inbox, inbox_arn = queue("inbox", MessageRetentionPeriod="1209600")
dead, dead_arn = queue("dead")
rule_arn = events.put_rule(
    Name="steps", EventPattern=json.dumps({"source": ["tour.app"], "detail": {"n": [{"numeric": [">", 1]}]}}),
    Tags=[{"Key": "team", "Value": "tour"}])["RuleArn"]
expect(rule_arn, f"arn:aws:events:us-east-1:{ACCOUNT}:rule/steps", "the rule's ARN")
expect(events.list_tags_for_resource(ResourceARN=rule_arn)["Tags"], [{"Key": "team", "Value": "tour"}], "tags")
expect(events.put_targets(Rule="steps", Targets=[{"Id": "q", "Arn": inbox_arn}])["FailedEntryCount"], 0, "targets")
put({"n": 1})
when = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
identity = put({"n": 2, "text": "größer"}, Resources=["arn:aws:s3:::b"], Time=when)
expect(bodies(inbox), [{
    "version": "0", "id": identity, "detail-type": "Step", "source": "tour.app", "account": ACCOUNT,
    "time": "2026-01-02T03:04:05Z", "region": "us-east-1", "resources": ["arn:aws:s3:::b"],
    "detail": {"n": 2, "text": "größer"}}], "the event")

# What the target is given.
inputs = {
    "constant": {"Input": '{"always": "this"}'},
    "path": {"InputPath": "$.detail.n"},
    "object": {"InputTransformer": {
        "InputPathsMap": {"n": "$.detail.n", "text": "$.detail.text", "all": "$.detail", "none": "$.detail.none"},
        "InputTemplate": '{"n": <n>, "text": <text>, "said": "<text>, \\"<n>\\"", "all": <all>, "none": <none>,'
                         ' "rule": <aws.events.rule-arn>, "name": "<aws.events.rule-name>"}'}},
    "event": {"InputTransformer": {"InputTemplate": '{"e": <aws.events.event.json>, "head": <aws.events.event>}'}},
    "text": {"InputTransformer": {
        "InputPathsMap": {"n": "$.detail.n", "text": "$.detail.text"}, "InputTemplate": '"<text> is <n>"'}},
}
events.put_targets(Rule="steps", Targets=[
    {"Id": "q", "Arn": inbox_arn, **inputs["constant"]},
    *({"Id": name, "Arn": inbox_arn, **inputs[name]} for name in ("path", "object", "event", "text"))])
identity = put({"n": 7, "text": 'a "b"'})
got = bodies(inbox)
expect(len(got), 5, f"messages {got}")
expect({"always": "this"} in got, True, f"Input in {got}")
expect(7 in got, True, f"InputPath in {got}")
expect('a "b" is 7' in got, True, f"a text template in {got}")
expect({"n": 7, "text": 'a "b"', "said": 'a "b", "7"', "all": {"n": 7, "text": 'a "b"'}, "none": "",
        "rule": rule_arn, "name": "steps"} in got, True, f"an object template in {got}")
[whole] = [body for body in got if isinstance(body, dict) and "e" in body]
expect(whole["e"]["detail"], {"n": 7, "text": 'a "b"'}, "the event's JSON")
expect(("detail" in whole["head"], whole["head"]["id"]), (False, identity), "the event without its detail")
events.remove_targets(Rule="steps", Ids=["q", "path", "object", "event", "text"])

# A function needs a permission for the rule; until then its events are dead letters.
worker = function("worker", """
import boto3, os
def handle(event, context):
    url = boto3.client("sqs").get_queue_url(QueueName="inbox")["QueueUrl"]
    import json
    boto3.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(event))
""")
events.put_targets(Rule="steps", Targets=[{"Id": "f", "Arn": worker, "DeadLetterConfig": {"Arn": dead_arn}}])
put({"n": 3})
[letter] = take(dead)
expect(json.loads(letter["Body"])["detail"], {"n": 3}, "the dead letter")
attributes = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
expect((attributes["ERROR_CODE"], attributes["RULE_ARN"], attributes["TARGET_ARN"], attributes["RETRY_ATTEMPTS"]),
       ("NO_PERMISSIONS", rule_arn, worker, "0"), "why it is dead")
lam.add_permission(FunctionName="worker", StatementId="rule", Action="lambda:InvokeFunction",
                   Principal="events.amazonaws.com", SourceArn=rule_arn)
identity = put({"n": 4})
expect([body["id"] for body in bodies(inbox)], [identity], "what the function got")
expect(events.list_rule_names_by_target(TargetArn=worker)["RuleNames"], ["steps"], "rules of the function")
events.remove_targets(Rule="steps", Ids=["f"])

# A queue that allows nothing gets nothing; a FIFO queue gets groups.
closed = sqs.create_queue(QueueName="closed")["QueueUrl"]
ordered, ordered_arn = queue("ordered.fifo", FifoQueue="true", ContentBasedDeduplication="true")
events.put_targets(Rule="steps", Targets=[
    {"Id": "c", "Arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:closed", "DeadLetterConfig": {"Arn": dead_arn}},
    {"Id": "o", "Arn": ordered_arn, "SqsParameters": {"MessageGroupId": "g"}}])
put({"n": 5})
expect([letter["MessageAttributes"]["ERROR_CODE"]["StringValue"] for letter in take(dead)], ["NO_PERMISSIONS"], "why")
expect([message["Attributes"]["MessageGroupId"] for message in take(ordered)], ["g"], "the group")
events.remove_targets(Rule="steps", Ids=["c", "o"])

# A bus of one's own, and from one bus to another.
bus_arn = events.create_event_bus(Name="orders", Description="for orders")["EventBusArn"]
events.put_rule(Name="all", EventBusName="orders", EventPattern='{"source":[{"prefix":""}]}')
events.put_targets(Rule="all", EventBusName="orders", Targets=[{"Id": "q", "Arn": inbox_arn}])
events.put_targets(Rule="steps", Targets=[{"Id": "b", "Arn": bus_arn, "RoleArn": ROLE}])
identity = put({"n": 6})
[forwarded] = bodies(inbox)
expect((forwarded["id"], forwarded["source"]), (identity, "tour.app"), "the forwarded event")
put({"n": 0}, EventBusName="orders")
expect(len(bodies(inbox)), 1, "events of the bus itself")
expect([bus["Name"] for bus in events.list_event_buses()["EventBuses"]], ["default", "orders"], "buses")
events.remove_targets(Rule="steps", Ids=["b"])

# Another account puts events when the bus's policy says so, and its own account is on them.
stranger = boto3.client("events", aws_access_key_id="222222222222", aws_secret_access_key="x", config=once)


def put_as_stranger():
    return stranger.put_events(Entries=[
        {"Source": "stranger", "DetailType": "x", "Detail": "{}", "EventBusName": bus_arn}])


refused("AccessDeniedException", "a stranger", put_as_stranger)
events.put_permission(EventBusName="orders", Action="events:PutEvents", Principal="222222222222", StatementId="s")
put_as_stranger()
expect([body["account"] for body in bodies(inbox)], ["222222222222"], "whose event")
events.remove_permission(EventBusName="orders", StatementId="s")
refused("AccessDeniedException", "a stranger again", put_as_stranger)

# Archives and replays.
archive_arn = events.create_archive(
    ArchiveName="kept", EventSourceArn=bus_arn, EventPattern='{"source":["keep"]}')["ArchiveArn"]
before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
for n in range(3):
    put({"n": n}, source="keep", EventBusName="orders")
put({"n": 9}, source="drop", EventBusName="orders")
expect(len(bodies(inbox)), 4, "events before the replay")
expect(events.describe_archive(ArchiveName="kept")["EventCount"], 3, "archived")
events.start_replay(
    ReplayName="again", EventSourceArn=archive_arn, EventStartTime=before,
    EventEndTime=before + datetime.timedelta(hours=2), Destination={"Arn": bus_arn})
replayed = bodies(inbox)
expect(sorted(body["detail"]["n"] for body in replayed), [0, 1, 2], "replayed")
expect({body["replay-name"] for body in replayed}, {"again"}, "their mark")
expect(events.describe_replay(ReplayName="again")["State"], "COMPLETED", "state")
expect(events.describe_archive(ArchiveName="kept")["EventCount"], 3, "what is replayed is not archived")

# API destinations: key, user, OAuth.
calls = []


class Site(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path == "/token":
            answer = json.dumps({"access_token": "abc", "expires_in": 3600}).encode()
            calls.append(("token", body))
        else:
            calls.append((self.path, dict(self.headers), body))
            answer = b"{}"
        self.send_response(500 if self.path == "/fail" else 200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=site.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{site.server_address[1]}"
connections = {
    "key": ("API_KEY", {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret"},
                        "InvocationHttpParameters": {"BodyParameters": [{"Key": "more", "Value": "yes"}]}}),
    "user": ("BASIC", {"BasicAuthParameters": {"Username": "u", "Password": "p"}}),
    "oauth": ("OAUTH_CLIENT_CREDENTIALS", {"OAuthParameters": {
        "ClientParameters": {"ClientID": "i", "ClientSecret": "s"}, "AuthorizationEndpoint": base + "/token",
        "HttpMethod": "POST"}}),
}
events.put_rule(Name="web", EventPattern='{"source":["web"]}')
for name, (kind, parameters) in connections.items():
    connection = events.create_connection(Name=name, AuthorizationType=kind, AuthParameters=parameters)["ConnectionArn"]
    target = events.create_api_destination(
        Name=name, ConnectionArn=connection, InvocationEndpoint=base + "/*/" + name, HttpMethod="POST")["ApiDestinationArn"]
    events.put_targets(Rule="web", Targets=[{
        "Id": name, "Arn": target, "RoleArn": ROLE, "InputPath": "$.detail",
        "HttpParameters": {"PathParameterValues": ["$.detail.id"], "QueryStringParameters": {"q": "1"},
                           "HeaderParameters": {"x-more": "h"}}}])
shown = events.describe_connection(Name="key")
expect("secret" in json.dumps(shown, default=str).replace("secretsmanager", "").replace("secret:events", ""), False, "a secret")
put({"id": "a b"}, source="web")
expect(admin("POST", "quiet", {})["quiet"], True, "quiet")
by_path = {call[0]: call for call in calls}
expect(sorted(by_path), ["/a%20b/key?q=1", "/a%20b/oauth?q=1", "/a%20b/user?q=1", "token"], "calls")
headers = {name: by_path[f"/a%20b/{name}?q=1"][1] for name in connections}
expect(headers["key"]["x-key"], "secret", "key")
expect(headers["user"]["Authorization"], "Basic dTpw", "user")
expect(headers["oauth"]["Authorization"], "Bearer abc", "token")
expect(headers["key"]["x-more"], "h", "the target's header")
expect(json.loads(by_path["/a%20b/key?q=1"][2]), {"id": "a b", "more": "yes"}, "body")

# An asynchronous invocation's result goes to a bus.
ok = function("ok", "def handle(event, context): return {'fine': event['n']}")
lam.put_function_event_invoke_config(FunctionName="ok", DestinationConfig={"OnSuccess": {"Destination": bus_arn}})
request = lam.invoke(FunctionName="ok", InvocationType="Event", Payload='{"n": 1}')["ResponseMetadata"]["RequestId"]
[result] = bodies(inbox)
expect((result["source"], result["detail-type"]), ("lambda", "Lambda Function Invocation Result - Success"), "kind")
expect(result["resources"], [bus_arn, ok + ":$LATEST"], "resources")
expect(result["detail"]["requestContext"]["requestId"], request, "whose result")
expect((result["detail"]["requestPayload"], result["detail"]["responsePayload"]), ({"n": 1}, {"fine": 1}), "payloads")

# Wrong input gets AWS's words.
refused("ValidationException", "nothing to want", lambda: events.put_rule(Name="x"),
        "Parameter(s) EventPattern or ScheduleExpression must be specified.")
refused("InvalidEventPatternException", "no pattern", lambda: events.put_rule(Name="x", EventPattern='{"a":[{"no":1}]}'))
refused("ValidationException", "a schedule elsewhere", lambda: events.put_rule(
    Name="x", EventBusName="orders", ScheduleExpression="rate(1 minute)"),
        "ScheduleExpression is supported only on the default event bus.")
for wrong in ("rate(1 minutes)", "rate(10 minute)", "rate(0 minutes)", "rate(10 seconds)", "cron(0 1 * * * *)", "at(2030-01-01T00:00:00)"):
    refused("ValidationException", wrong, lambda: events.put_rule(Name="x", ScheduleExpression=wrong),
            "Parameter ScheduleExpression is not valid.")
refused("ResourceNotFoundException", "no rule", lambda: events.put_targets(Rule="x", Targets=[{"Id": "q", "Arn": inbox_arn}]),
        "Rule x does not exist on EventBus default.")
refused("ValidationException", "two inputs", lambda: events.put_targets(
    Rule="steps", Targets=[{"Id": "q", "Arn": inbox_arn, "Input": "{}", "InputPath": "$"}]),
        "Only one of Input, InputPath, or InputTransformer must be provided for target q.")
refused("ValidationException", "eleven entries", lambda: events.put_events(
    Entries=[{"Source": "a", "DetailType": "b", "Detail": "{}"}] * 11))
refused("ValidationException", "too much", lambda: events.put_events(
    Entries=[{"Source": "a", "DetailType": "b", "Detail": json.dumps({"x": "y" * 2**20})}]),
        "Total size of the entries in the request is over the limit.")
answer = events.put_events(Entries=[
    {"Source": "aws.s3", "DetailType": "b", "Detail": "{}"}, {"Source": "a", "DetailType": "b", "Detail": "{}"}])
expect((answer["FailedEntryCount"], answer["Entries"][0]["ErrorCode"]), (1, "NotAuthorizedForSourceException"), "AWS's source")
refused("ValidationException", "a rule with targets", lambda: events.delete_rule(Name="web"),
        "Rule can't be deleted since it has targets.")
refused("ResourceNotFoundException", "no bus", lambda: events.describe_event_bus(Name="none"), "Event bus none does not exist.")
expect(events.test_event_pattern(EventPattern='{"source":["a"]}', Event=json.dumps(
    {"id": "1", "account": "1", "source": "a", "time": "t", "region": "r", "resources": [], "detail-type": "d"}))["Result"],
       True, "test of a pattern")

# Schedules, by a clock that is steered.
admin("POST", "clock", {"freeze": True})
events.put_rule(Name="often", ScheduleExpression="rate(5 minutes)")
events.put_targets(Rule="often", Targets=[{"Id": "q", "Arn": inbox_arn}])
expect(admin("POST", "clock", {"advance": "PT4M59S"})["settled"], True, "settled")
expect(bodies(inbox), [], "before it is due")
expect(admin("POST", "clock", {"advance": "PT10M1S"})["settled"], True, "settled")
ticks = bodies(inbox)
expect([tick["detail-type"] for tick in ticks], ["Scheduled Event"] * 3, "ticks")
expect({tick["source"] for tick in ticks}, {"aws.events"}, "their source")
expect(ticks[0]["resources"], [f"arn:aws:events:us-east-1:{ACCOUNT}:rule/often"], "the rule")
expect(len({tick["time"] for tick in ticks}), 3, "their times")
events.disable_rule(Name="often")
events.put_rule(Name="daily", ScheduleExpression="cron(0 10 ? * MON-FRI *)")
events.put_targets(Rule="daily", Targets=[{"Id": "q", "Arn": inbox_arn}])
expect(admin("POST", "clock", {"advance": "P7D"})["settled"], True, "a week")
times = [tick["time"] for tick in bodies(inbox)]
expect((len(times), {text[11:] for text in times}), (5, {"10:00:00Z"}), f"the week's ticks {times}")
print("done")
