"""Signed calls of JSON services with Python alone, for machines without boto3."""
import datetime
import hashlib
import hmac
import json
import os
import urllib.request


def call(service, target, content_type, body):
    """Calls an operation with the credentials and the endpoint that Lambda gives every function."""
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    payload = json.dumps(body).encode()
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": content_type,
        "host": endpoint.split("//")[1].rstrip("/"),
        "x-amz-date": now,
        "x-amz-security-token": os.environ["AWS_SESSION_TOKEN"],
        "x-amz-target": target,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(payload).hexdigest()}"
    scope = f"{now[:8]}/{os.environ['AWS_REGION']}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}")
    request = urllib.request.Request(endpoint + "/", payload, headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)
