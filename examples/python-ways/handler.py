import base64
import gzip
import json

import aws


def store(event, context):
    """A queue's messages, each a topic's, each telling of an object: a row of each."""
    for message in event["Records"]:
        notice = json.loads(json.loads(message["body"])["Message"])
        for record in notice.get("Records", []):
            key = record["s3"]["object"]["key"]
            aws.call("dynamodb", "DynamoDB_20120810.PutItem", "application/x-amz-json-1.0",
                     {"TableName": "quickstart-objects", "Item": {"key": {"S": key}}})
            print("stored", key)


def tell(event, context):
    """A table's changes: an event of each."""
    for record in event["Records"]:
        detail = {"key": record["dynamodb"]["Keys"]["key"]["S"]}
        aws.call("events", "AWSEvents.PutEvents", "application/x-amz-json-1.1", {"Entries": [{
            "Source": "quickstart", "DetailType": record["eventName"], "Detail": json.dumps(detail)}]})


def hear(event, context):
    """The end of every way: says what has come."""
    if "awslogs" in event:
        logged = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
        for line in logged["logEvents"]:
            print("heard log line:", line["message"].strip())
    elif "triggerSource" in event:
        print("heard", event["triggerSource"], "of", event["userName"])
    elif "Records" in event:
        for record in event["Records"]:
            print("heard", record["eventName"], "of", record["s3"]["object"]["key"])
    else:
        print("heard", event["detail-type"], json.dumps(event["detail"]))
    return event
