import base64
import json


def handle(event, context):
    """Takes batches of a queue and of a stream; says which of them it could not do."""
    failures = []
    for record in event["Records"]:
        name, text = letter(record)
        order = json.loads(text)
        if order["amount"] < 0:
            print(f"{order['id']} is poisonous")
            failures.append({"itemIdentifier": name})
            if "kinesis" in record:
                break  # what comes after it in the shard must wait
        else:
            print(f"{order['id']} is done")
    return {"batchItemFailures": failures}


def letter(record):
    if "kinesis" in record:
        return record["kinesis"]["sequenceNumber"], base64.b64decode(record["kinesis"]["data"])
    return record["messageId"], record["body"]
