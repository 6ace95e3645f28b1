"""Many environments: who a function is, loops, concurrency, updates, deletions, freezing."""
import concurrent.futures
import json
import os
import re
import threading
import time
import urllib.request

from botocore.exceptions import ClientError

from lab import check, create, eventually, holds, invoke, lam, messages, package, run, same

CALLER = """
import boto3, json, os
def handle(event, context):
    if event.get("who"):
        return boto3.client("sts").get_caller_identity()
    n = event["n"]
    try:
        answer = boto3.client("lambda").invoke(FunctionName=context.function_name, Payload=json.dumps({"n": n + 1}))
        return json.loads(answer["Payload"].read())
    except Exception as error:
        return {"reached": n, "error": type(error).__name__, "text": str(error)}
"""
SLEEPER = """
import time, os, uuid
me = str(uuid.uuid4())
def handle(event, context):
    time.sleep(event.get("s", 0))
    return [me, os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], CODE if "CODE" in globals() else 0]
"""


def at_once(count, call):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda i: outcome(call), range(count)))


def outcome(call):
    try:
        return call()
    except ClientError as error:
        return error.response


@check
def a_functions_own_calls_come_back_as_its_role():
    create("caller", CALLER, Timeout=60, MemorySize=512)
    value = invoke("caller", {"who": True}).value
    same((value["Arn"], value["Account"]), ("arn:aws:sts::000000000000:assumed-role/lab/caller", "000000000000"), value)
    holds(re.fullmatch(r"AROA\w+:caller", value["UserId"]), value)


@check
def a_function_that_invokes_itself_is_stopped():
    value = invoke("caller", {"n": 1}).value
    same((value["reached"], value["error"]), (16, "RecursiveInvocationException"), value)
    lam.put_function_recursion_config(FunctionName="caller", RecursiveLoop="Allow")


@check
def reserved_concurrency_bounds_a_function():
    create("reserved", SLEEPER)
    lam.put_function_concurrency(FunctionName="reserved", ReservedConcurrentExecutions=2)
    answers = at_once(5, lambda: invoke("reserved", {"s": 3}))
    refused = [a for a in answers if isinstance(a, dict)]
    same(len(refused), 3, answers)
    for answer in refused:
        same((answer["Error"]["Code"], answer["Reason"], answer["ResponseMetadata"]["HTTPStatusCode"]),
             ("TooManyRequestsException", "ReservedFunctionConcurrentInvocationLimitExceeded", 429))
    same(len({a.value[0] for a in answers if not isinstance(a, dict)}), 2)


@check
def provisioned_environments_are_ready_and_overflow_goes_on_demand():
    create("provisioned", SLEEPER)
    version = lam.publish_version(FunctionName="provisioned")["Version"]
    status = lam.put_provisioned_concurrency_config(FunctionName="provisioned", Qualifier=version, ProvisionedConcurrentExecutions=2)
    same((status["Status"], status["RequestedProvisionedConcurrentExecutions"]), ("IN_PROGRESS", 2))
    ready = eventually(lambda: (lambda c: c if c["Status"] == "READY" else None)(
        lam.get_provisioned_concurrency_config(FunctionName="provisioned", Qualifier=version)), 20)
    holds(ready, "not READY within 20 s")
    same((ready["AllocatedProvisionedConcurrentExecutions"], ready["AvailableProvisionedConcurrentExecutions"]), (2, 2), ready)
    same(invoke("provisioned", Qualifier=version).value[1], "provisioned-concurrency")
    answers = at_once(4, lambda: invoke("provisioned", {"s": 2}, Qualifier=version))
    same(sorted(a.value[1] for a in answers), ["on-demand"] * 2 + ["provisioned-concurrency"] * 2)
    holds(not any("Init Duration" in a.log for a in answers if a.value[1] != "on-demand"), answers)
    same(invoke("provisioned").value[1], "on-demand", "$LATEST")
    lam.delete_provisioned_concurrency_config(FunctionName="provisioned", Qualifier=version)


@check
def the_accounts_limit_answers_429():
    limit = lam.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if limit > 50:
        return  # tried with a server started for it: --concurrency.account=12
    create("account", SLEEPER, MemorySize=128)
    answers = at_once(limit + 5, lambda: invoke("account", {"s": 5}))
    refused = [a for a in answers if isinstance(a, dict)]
    holds(refused, "nothing was refused")
    same({a["Reason"] for a in refused}, {"ConcurrentInvocationLimitExceeded"})


@check
def old_code_does_not_run_after_an_update_was_answered():
    create("changing", "CODE = 0\n" + SLEEPER)
    seen, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            floor = current[0]
            value = invoke("changing", tail=False).value
            seen.append((floor, value[2]))

    current = [0]
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for code in range(1, 6):
        lam.update_function_code(FunctionName="changing", ZipFile=package({"app.py": f"CODE = {code}\n" + SLEEPER}))
        lam.get_waiter("function_updated_v2").wait(FunctionName="changing", WaiterConfig={"Delay": 1})
        current[0] = code
        same(invoke("changing").value[2], code)
    stop.set()
    for thread in threads:
        thread.join()
    same([s for s in seen if s[1] < s[0]], [], "old code")
    before = invoke("changing").value[0]
    lam.update_function_configuration(FunctionName="changing", Environment={"Variables": {"STAGE": "b"}})
    lam.get_waiter("function_updated_v2").wait(FunctionName="changing", WaiterConfig={"Delay": 1})
    holds(invoke("changing").value[0] != before, "a warm environment outlived a change of configuration")


@check
def a_function_deleted_while_it_runs_ends_its_invocation():
    create("deleted", SLEEPER)
    invoke("deleted")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: invoke("deleted", {"s": 2}))
        time.sleep(0.5)
        lam.delete_function(FunctionName="deleted")
        answer = running.result()
    same(answer.error, None, answer)
    same(outcome(lambda: invoke("deleted"))["Error"]["Code"], "ResourceNotFoundException")
    create("deleted", "def handle(e, c): return 'new'")
    same(invoke("deleted").value, "new")


@check
def an_idle_environment_is_frozen_and_thaws():
    create("idle", """
import threading, time
count = 0
def tick():
    global count
    while True:
        time.sleep(0.01); count += 1
threading.Thread(target=tick, daemon=True).start()
def handle(e, c):
    return count
""")
    first = invoke("idle").value
    time.sleep(1)
    second = invoke("idle").value
    health = json.load(urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_forebay/health"))
    if "frozen between events" in health["sandbox"]["enforced"]:
        holds(second - first < 50, f"{first} to {second}: it ran on while idle")
    else:
        holds(second - first > 50, f"{first} to {second}")


@check
def many_invocations_sleep_at_once():
    count = int(os.environ.get("SLEEPERS", "40"))
    create("sleepers", SLEEPER, MemorySize=128, Timeout=120)
    begun = time.monotonic()
    answers = at_once(count, lambda: invoke("sleepers", {"s": 4}, tail=False))
    bad = [a for a in answers if isinstance(a, dict) or a.error]
    same(bad, [], "refused or failed")
    print(f"        {count} asleep at once took {time.monotonic() - begun:.1f} s, {len({a.value[0] for a in answers})} environments")


run()
