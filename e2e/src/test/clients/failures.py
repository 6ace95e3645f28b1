"""Functions that hang, leave, grow, and answer too much; and what they cannot do."""
import glob
import http.server
import re
import threading
import time

from botocore.exceptions import ClientError

from lab import check, create, eventually, holds, invoke, messages, run, same, slow

SHELL = """
import os, subprocess, time, sys
kept = []
open("/tmp/started", "a").write("x")
def handle(event, context):
    if "run" in event:
        done = subprocess.run(event["run"], shell=True, capture_output=True, text=True, timeout=event.get("within", 20))
        return {"status": done.returncode, "out": done.stdout, "err": done.stderr}
    if "eval" in event:
        return eval(event["eval"])
    if "exec" in event:
        exec(event["exec"], globals())
"""


@check
def a_timeout_kills_children_that_hide_and_keeps_tmp():
    create("hang", SHELL, Timeout=2)
    hide = """
for i in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            import signal
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.execvp("sleep", ["sleep", "7177"])
        os._exit(0)
open('/tmp/kept', 'w').write('yes')
time.sleep(60)
"""
    begun = time.monotonic()
    answer = invoke("hang", {"exec": hide})
    took = time.monotonic() - begun
    holds(1.9 < took < 3.5, took)
    same(answer.error, "Unhandled")
    same(answer.value["errorType"], "Sandbox.Timedout")
    holds(re.fullmatch(r"RequestId: \S{36} Error: Task timed out after 2.00 seconds", answer.value["errorMessage"]), answer)
    holds(re.search(r"\d{4}-\d\d-\d\dT[\d:.]+Z \S{36} Task timed out after 2.00 seconds\n", answer.log), answer.log)
    holds("\tStatus: timeout" in answer.log, answer.log)
    same(invoke("hang", {"eval": "open('/tmp/kept').read() + open('/tmp/started').read()"}).value, "yesxx")
    left = eventually(lambda: not sleepers(), 5)
    holds(left, "processes survived: " + str(sleepers()))


def sleepers():
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            if open(path, "rb").read() == b"sleep\x007177\x00":
                found.append(path)
        except OSError:
            pass
    return found


@check
def an_exit_and_a_signal_are_told_apart():
    create("leaves", SHELL)
    answer = invoke("leaves", {"exec": "os._exit(3)"})
    same((answer.error, answer.value["errorType"]), ("Unhandled", "Runtime.ExitError"), answer)
    holds(re.fullmatch(r"RequestId: \S{36} Error: Runtime exited with error: exit status 3", answer.value["errorMessage"]), answer)
    answer = invoke("leaves", {"exec": "os.kill(os.getpid(), 11)"})
    holds(answer.value["errorMessage"].endswith("Error: Runtime exited with error: signal: segmentation fault"), answer)
    answer = invoke("leaves", {"exec": "os._exit(0)"})
    holds(answer.value["errorMessage"].endswith("Error: Runtime exited without providing a reason"), answer)
    same(invoke("leaves", {"eval": "1 + 1"}).value, 2)


@check
def too_much_memory_is_said():
    create("hog", SHELL, MemorySize=128)
    answer = invoke("hog", {"exec": "kept.append(bytearray(b'x') * (400 << 20))"})
    same((answer.error, answer.value["errorType"]), ("Unhandled", "Runtime.OutOfMemory"), answer)
    holds(answer.value["errorMessage"].endswith("Error: Runtime exited with error: signal: killed"), answer)
    holds(re.search(r"Memory Size: 128 MB\tMax Memory Used: 1(2[0-9]) MB", answer.log), answer.log)
    same(invoke("hog", {"eval": "2"}).value, 2)
    # What is in /tmp counts as memory: kept, it would leave too little for every life after this.
    answer = invoke("hog", {"exec": "file = open('/tmp/fill', 'wb')\nfor i in range(300): file.write(bytes(1 << 20))"})
    same((answer.error, answer.value["errorType"]), ("Unhandled", "Runtime.OutOfMemory"), answer)
    same(invoke("hog", {"eval": "3"}).value, 3)


@check
def an_exit_during_init_is_answered():
    create("init-exit", "import os\nos._exit(4)\ndef handle(e, c): return 1\n")
    answer = invoke("init-exit")
    same((answer.error, answer.value["errorType"]), ("Unhandled", "Runtime.ExitError"), answer)
    holds(answer.value["errorMessage"].endswith("Error: Runtime exited with error: exit status 4"), answer)
    create("init-raise", "raise KeyError('k')\ndef handle(e, c): return 1\n")
    answer = invoke("init-raise")
    same((answer.error, answer.value["errorType"], answer.value["errorMessage"], answer.value["requestId"]), ("Unhandled", "KeyError", "'k'", ""), answer)


@slow
def an_init_of_more_than_ten_seconds_runs_again_in_the_invocation():
    create("slow-init", "import time\ntime.sleep(10.6)\ndef handle(e, c): return 'made it'\n", Timeout=14)
    begun = time.monotonic()
    answer = invoke("slow-init")
    took = time.monotonic() - begun
    same(answer.value, "made it", answer)
    holds(20 < took < 26, took)
    told = eventually(lambda: "".join(messages("/aws/lambda/slow-init", "INIT_REPORT")))
    holds("INIT_REPORT Init Duration: 10" in told and "Status: timeout" in told, told)


@check
def payloads_up_to_the_limit_pass_and_larger_ones_are_refused():
    create("big", SHELL, MemorySize=512)
    limit = 6 * 1024 * 1024
    filler = "x" * (limit - len('{"eval": "len(event[\'f\'])", "f": ""}'))
    same(invoke("big", {"eval": "len(event['f'])", "f": filler}).value, len(filler))
    try:
        invoke("big", {"eval": "1", "f": filler + "x" * 40})
        raise AssertionError("7 MB were taken")
    except ClientError as refused:
        same((refused.response["Error"]["Code"], refused.response["ResponseMetadata"]["HTTPStatusCode"]), ("RequestTooLargeException", 413))
    answer = invoke("big", {"eval": "'x' * (6291556 - 2)"})
    same((answer.error, len(answer.raw)), (None, 6291556))
    answer = invoke("big", {"eval": "'x' * (6291556 - 1)"})
    same((answer.error, answer.value["errorType"]), ("Unhandled", "Function.ResponseSizeTooLarge"), answer)
    holds(answer.value["errorMessage"].startswith("Response payload size exceeded maximum allowed payload size (6291556 bytes)."), answer)
    same(invoke("big", {"eval": "3"}).value, 3)


@check
def a_function_cannot_reach_the_host_or_another_function():
    create("prisoner", SHELL, Timeout=20)
    create("neighbour", SHELL, Timeout=20)
    api = invoke("neighbour", {"eval": "os.environ['AWS_LAMBDA_RUNTIME_API']"}).value
    same(invoke("prisoner", {"run": "touch /var/task/x || touch /opt/x || touch /x || mkdir /usr/x"}).value["status"], 1)
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        port = server.server_port
        for host in ("127.0.0.1", "localhost", "169.254.169.254"):
            value = invoke("prisoner", {"eval": f"__import__('socket').create_connection(('{host}', {port}), 2)"})
            same(value.error, "Unhandled", f"{host}:{port} {value}")
    finally:
        server.shutdown()
    processes = invoke("prisoner", {"eval": "[open('/proc/%s/cmdline' % p).read() for p in os.listdir('/proc') if p.isdigit()]"}).value
    holds(len(processes) <= 4, processes)
    holds(invoke("prisoner", {"eval": "open('/proc/1/environ').read()"}).error, "the environment of process 1 was read")
    answer = invoke("prisoner", {"run": "cd /tmp; head -c 700M /dev/zero > fill; ls -l fill | awk '{print $5}'; rm fill"})
    holds(answer.error or int(answer.value["out"] or 0) <= 512 << 20, answer)
    answer = invoke("prisoner", {"run": "for i in $(seq 3000); do sleep 30 & done 2>&1 | tail -1", "within": 5})
    # What was forked is still there, as on AWS, and its memory may end the next event; not the one after.
    holds(eventually(lambda: invoke("prisoner", {"eval": "1"}).value == 1), "a fork bomb spoilt the function")


run()
