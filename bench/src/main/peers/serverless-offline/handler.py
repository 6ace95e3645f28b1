def handle(event, context):
    return {"n": event["n"] + 1}
