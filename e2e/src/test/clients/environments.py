"""What a function finds around itself: variables, user, files, layers, wrappers, extensions, telemetry, logs."""
import json
import re

from lab import check, create, eventually, holds, invoke, lam, logs, messages, package, run, same

PLACE = """
import os, sys, resource, threading, subprocess, pwd, stat
def handle(event, context):
    if "run" in event:
        done = subprocess.run(event["run"], shell=True, capture_output=True, text=True)
        return {"status": done.returncode, "out": done.stdout, "err": done.stderr}
    def st(p):
        s = os.stat(p)
        return [s.st_uid, stat.filemode(s.st_mode), os.access(p, os.W_OK)]
    lim = lambda n: list(resource.getrlimit(getattr(resource, "RLIMIT_" + n)))
    tmp = os.statvfs("/tmp")
    return {"env": dict(os.environ), "uid": os.getuid(), "user": pwd.getpwuid(os.getuid()).pw_name, "cwd": os.getcwd(),
            "task": st("/var/task"), "opt": st("/opt"), "tmp": st("/tmp"), "tmpBytes": tmp.f_blocks * tmp.f_frsize,
            "limits": {n: lim(n) for n in ["NOFILE", "NPROC", "STACK", "MEMLOCK", "CORE"]}}
"""


def layer(name, files):
    return lam.publish_layer_version(LayerName=name, Content={"ZipFile": package(files)})["LayerVersionArn"]


@check
def a_function_finds_the_variables_of_AWS():
    create("place", PLACE, EphemeralStorage={"Size": 600}, Environment={"Variables": {"MINE": "yes", "TZ": "Europe/Berlin"}})
    answer = invoke("place")
    env = answer.value["env"]
    expected = {
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11", "AWS_LAMBDA_FUNCTION_NAME": "place", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/place", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR", "LAMBDA_TASK_ROOT": "/var/task", "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LANG": "en_US.UTF-8", "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "LD_LIBRARY_PATH": "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
        "PYTHONPATH": "/var/runtime", "_HANDLER": "app.handle", "MINE": "yes", "TZ": "Europe/Berlin"}
    same({name: env.get(name) for name in expected}, expected)
    for name, pattern in {
            "AWS_LAMBDA_LOG_STREAM_NAME": r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", "AWS_LAMBDA_RUNTIME_API": r"[0-9.]+:\d+",
            "AWS_ACCESS_KEY_ID": r"ASIA\w{16}", "AWS_SECRET_ACCESS_KEY": r"\S{40}", "AWS_SESSION_TOKEN": r"\S+",
            "_X_AMZN_TRACE_ID": r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};.*", "AWS_ENDPOINT_URL": r"http://\S+"}.items():
        holds(re.fullmatch(pattern, env.get(name, "")), f"{name}: {env.get(name)!r}")
    holds(not [name for name in env if "FOREBAY" in name], env.keys())
    unexpected = set(env) - set(expected) - {
        "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "_X_AMZN_TRACE_ID", "AWS_ENDPOINT_URL", "AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_PORT",
        "SHLVL", "PWD", "_", "LC_CTYPE"}
    same(unexpected, set(), "variables that AWS does not have")


@check
def a_function_finds_the_user_files_and_limits_of_AWS():
    value = invoke("place").value
    same((value["cwd"], value["task"][1:], value["opt"][1:], value["tmp"][1:]),
         ("/var/task", ["drwxr-xr-x", False], ["drwxr-xr-x", False], ["drwxrwxrwt", True]))
    holds(value["uid"] != 0, value["uid"])
    same(value["user"], "sbx_user1051")
    same(value["limits"]["NOFILE"][0], 1024, "NOFILE")
    same(value["limits"]["STACK"][0], 8 << 20, "STACK")
    same(value["limits"]["MEMLOCK"][0], 64 << 10, "MEMLOCK")
    same(value["limits"]["CORE"][0], 0, "CORE")
    holds(590 << 20 <= value["tmpBytes"] <= 600 << 20, value["tmpBytes"])
    same(invoke("place", {"run": "date +%Z"}).value["out"].strip() in ("CET", "CEST"), True, "time zone")


@check
def layers_are_merged_in_order_at_opt():
    first = layer("first", {"python/lib/python3.11/site-packages/deep.py": "x = 'deep'", "python/both.py": "x = 1", "bin/tool!": "#!/bin/sh\necho one\n", "etc/a": "1"})
    second = layer("second", {"python/both.py": "x = 2", "bin/tool!": "#!/bin/sh\necho two\n", "lib/empty": ""})
    code = """
import both, deep, subprocess
def handle(event, context):
    return [both.x, deep.x, subprocess.check_output(["tool"], text=True), open("/opt/etc/a").read()]
"""
    create("layers", code, Layers=[first, second])
    same(invoke("layers").value, [2, "deep", "two\n", "1"])
    lam.update_function_configuration(FunctionName="layers", Layers=[second, first])
    lam.get_waiter("function_updated_v2").wait(FunctionName="layers", WaiterConfig={"Delay": 1})
    same(invoke("layers").value, [1, "deep", "one\n", "1"])
    node = layer("node", {"nodejs/node_modules/shared/index.js": "exports.x = 'from the layer';"})
    create("layers-node", {"index.js": "const s = require('shared'); exports.handler = async () => s.x;"}, runtime="nodejs20.x", handler="index.handler", Layers=[node])
    same(invoke("layers-node").value, "from the layer")


EXTENSION = r"""#!/usr/bin/env python3
import json, os, sys, threading, http.server, http.client
api = os.environ["AWS_LAMBDA_RUNTIME_API"]
seen = open("/tmp/extension.log", "a", buffering=1)
def call(method, path, headers, body=None):
    c = http.client.HTTPConnection(api)
    c.request(method, path, body, headers)
    r = c.getresponse()
    return r.status, dict((k.lower(), v) for k, v in r.getheaders()), r.read().decode()
class Listener(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        for event in json.loads(body):
            seen.write("telemetry " + json.dumps(event) + "\n")
        self.send_response(200); self.send_header("content-length", "0"); self.end_headers()
    def log_message(self, *a): pass
server = http.server.ThreadingHTTPServer(("0.0.0.0", 4243), Listener)
threading.Thread(target=server.serve_forever, daemon=True).start()
status, headers, body = call("POST", "/2020-01-01/extension/register",
    {"Lambda-Extension-Name": os.path.basename(sys.argv[0]), "Lambda-Extension-Accept-Feature": "accountId"}, json.dumps({"events": ["INVOKE", "SHUTDOWN"]}))
seen.write("registered %d %s\n" % (status, body))
id = {"Lambda-Extension-Identifier": headers["lambda-extension-identifier"]}
status, _, body = call("PUT", "/2022-07-01/telemetry", id, json.dumps({"schemaVersion": "2022-12-13", "types": ["platform", "function", "extension"],
    "buffering": {"maxItems": 1000, "maxBytes": 262144, "timeoutMs": 25}, "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:4243"}}))
seen.write("subscribed %d %s\n" % (status, body))
seen.write("env " + json.dumps(dict(os.environ)) + "\n")
while True:
    status, _, body = call("GET", "/2020-01-01/extension/event/next", id)
    seen.write("event " + body + "\n")
    event = json.loads(body)
    print("extension saw", event["eventType"], event.get("shutdownReason"), flush=True)
    if event["eventType"] == "SHUTDOWN":
        break
"""


@check
def an_external_extension_gets_events_and_telemetry():
    arn = layer("watch", {"extensions/watch!": EXTENSION})
    create("extended", """
import json, time
def handle(event, context):
    print("the function speaks")
    time.sleep(event.get("sleep", 0))
    return open("/tmp/extension.log").read()
""", Layers=[arn], Timeout=3)
    answer = invoke("extended")
    holds("extension saw INVOKE" in answer.log or eventually(lambda: messages("/aws/lambda/extended", "extension saw INVOKE")), answer)
    text = invoke("extended", {"sleep": 0.3}).value
    lines = [line.split(" ", 1) for line in text.splitlines()]
    registered = [rest for kind, rest in lines if kind == "registered"][0]
    same(json.loads(registered.partition(" ")[2]),
         {"functionName": "extended", "functionVersion": "$LATEST", "handler": "app.handle", "accountId": "000000000000"})
    same([rest for kind, rest in lines if kind == "subscribed"], ["200 OK"])
    env = json.loads([rest for kind, rest in lines if kind == "env"][0])
    same([n for n in env if n.startswith("_") and n != "_"], [], "underscored")
    same([n for n in ("AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT", "AWS_LAMBDA_LOG_GROUP_NAME") if n in env], [])
    events = [json.loads(rest) for kind, rest in lines if kind == "event"]
    same([e["eventType"] for e in events], ["INVOKE", "INVOKE"])
    same(events[0]["invokedFunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:extended")
    same(events[0]["tracing"]["type"], "X-Amzn-Trace-Id")
    telemetry = [json.loads(rest) for kind, rest in lines if kind == "telemetry"]
    types = [e["type"] for e in telemetry]
    for wanted in ("platform.telemetrySubscription", "platform.initStart", "platform.initRuntimeDone", "platform.initReport",
                   "platform.extension", "platform.start", "platform.runtimeDone", "platform.report", "function", "extension"):
        holds(wanted in types, f"{wanted} is not in {types}")
    report = [e for e in telemetry if e["type"] == "platform.report"][0]["record"]
    same((report["status"], report["metrics"]["memorySizeMB"]), ("success", 256), report)
    holds(report["metrics"]["initDurationMs"] > 0 and report["metrics"]["billedDurationMs"] >= report["metrics"]["initDurationMs"], report)
    done = [e for e in telemetry if e["type"] == "platform.runtimeDone"][0]["record"]
    same({s["name"] for s in done["spans"]}, {"responseLatency", "responseDuration", "runtimeOverhead"}, done)
    same(invoke("extended", {"sleep": 20}).value["errorType"], "Sandbox.Timedout")
    text = invoke("extended").value
    holds('"shutdownReason": "TIMEOUT"' in text or '"shutdownReason":"TIMEOUT"' in text, text[-3000:])
    lam.delete_function(FunctionName="extended")
    holds(eventually(lambda: messages("/aws/lambda/extended", "SPINDOWN")), messages("/aws/lambda/extended"))


@check
def extensions_that_fail_fail_the_init():
    arn = layer("dies", {"extensions/dies!": "#!/bin/sh\nexit 3\n"})
    create("ext-dies", "def handle(e, c): return 1", Layers=[arn])
    answer = invoke("ext-dies")
    same((answer.error, answer.value["errorType"]), ("Unhandled", "Extension.Crash"), answer)


@check
def an_internal_extension_registers_for_invoke_only():
    create("internal", """
import http.client, json, os, threading
api = os.environ["AWS_LAMBDA_RUNTIME_API"]
def call(method, path, headers, body=None):
    c = http.client.HTTPConnection(api); c.request(method, path, body, headers); r = c.getresponse()
    return r.status, r.headers, r.read().decode()
refused = call("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": "bad"}, '{"events":["INVOKE","SHUTDOWN"]}')
ok = call("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": "inside"}, '{"events":["INVOKE"]}')
got = []
def listen():
    while True:
        got.append(json.loads(call("GET", "/2020-01-01/extension/event/next", {"Lambda-Extension-Identifier": ok[1]["Lambda-Extension-Identifier"]})[2])["eventType"])
threading.Thread(target=listen, daemon=True).start()
def handle(e, c):
    late = call("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": "late"}, '{"events":["INVOKE"]}')
    return [refused[0], json.loads(refused[2])["errorType"], ok[0], late[0], json.loads(late[2]), got]
""")
    invoke("internal")
    value = invoke("internal").value
    same(value[:4], [403, "Extension.InvalidEventType", 200, 403])
    same(value[4]["errorType"], "Extension.RegistrationClosed")
    holds(value[5][0] == "INVOKE", value)


@check
def a_wrapper_runs_the_runtime():
    arn = layer("wrapper", {"wrap!": "#!/bin/bash\nargs=(\"$@\")\nexport WRAPPED=\"$#\"\nexec \"${args[@]}\"\n"})
    for runtime, handler, files in [
            ("python3.11", "app.handle", {"app.py": "import os\ndef handle(e, c): return os.environ.get('WRAPPED')\n"}),
            ("nodejs20.x", "index.handler", {"index.js": "exports.handler = async () => process.env.WRAPPED;"}),
            ("ruby3.3", "app.handle", {"app.rb": "def handle(event:, context:) = ENV['WRAPPED']"})]:
        name = create("wrapped-" + runtime.replace(".", "-"), files, runtime=runtime, handler=handler, Layers=[arn],
                      Environment={"Variables": {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrap"}})
        answer = invoke(name)
        holds(answer.value and int(answer.value) > 0, answer)
    create("unwrapped", "def handle(e, c): return 1", Environment={"Variables": {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/absent"}})
    answer = invoke("unwrapped")
    same(answer.value["errorType"], "Runtime.ExitError", answer)
    holds(answer.value["errorMessage"].endswith("Error: Runtime exited with error: exit status 127"), answer)


@check
def the_tail_and_the_log_group_hold_the_same_lines():
    create("lines", """
import logging, sys
print("while loading")
log = logging.getLogger(); log.setLevel(logging.INFO)
def handle(e, c):
    print("one"); sys.stderr.write("two\\n"); log.info("three %d", 3); log.error("four\\nlines"); sys.stdout.write("no end")
""")
    answer = invoke("lines")
    pattern = (r"START RequestId: (?P<id>\S{36}) Version: \$LATEST\none\ntwo\n\[INFO\]\t\S{24}\t(?P=id)\tthree 3\n"
               r"\[ERROR\]\t\S{24}\t(?P=id)\tfour\nlines\nno end\nEND RequestId: (?P=id)\nREPORT RequestId: (?P=id)\tDuration: (?P<d>[\d.]+) ms\t"
               r"Billed Duration: (?P<b>\d+) ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: (?P<i>[\d.]+) ms\t\n")
    match = re.fullmatch(r"(?:INIT_START [^\n]*\nwhile loading\n)?" + pattern, answer.log)
    holds(match, repr(answer.log))
    billed = float(match["d"]) + float(match["i"])
    holds(billed - 0.02 <= int(match["b"]) < billed + 1.02, answer.log)
    told = eventually(lambda: (lambda text: text if "REPORT" in text else None)("".join(messages("/aws/lambda/lines"))))
    holds(re.fullmatch(r"INIT_START Runtime Version: [^\n]*\nwhile loading\n" + pattern, told), repr(told))
    create("long", "def handle(e, c):\n    for i in range(1000): print('x' * 20, i)\n")
    answer = invoke("long")
    same(len(answer.log.encode()), 4096, "length of the tail")
    holds(re.search(r"\nx{20} 999\nEND ", answer.log), answer.log[-300:])
    holds(eventually(lambda: len(messages("/aws/lambda/long", "xxxxxxxxxxxxxxxxxxxx")) == 1000), "lines are missing")


@check
def json_logs_have_levels_and_are_filtered():
    logging = {"LogFormat": "JSON", "ApplicationLogLevel": "WARN", "SystemLogLevel": "INFO", "LogGroup": "/my/group"}
    create("json-py", """
import logging
log = logging.getLogger("mine")
def handle(e, c):
    log.info("hidden"); log.warning("seen %s", "w"); print("plain text")
    if e.get("fail"): raise ValueError("no")
    try: raise KeyError("k")
    except KeyError: log.exception("caught")
""", LoggingConfig=logging)
    answer = invoke("json-py")
    lines = [json.loads(line) for line in answer.log.splitlines() if line.startswith("{")]
    same([l["type"] for l in lines if "type" in l], ["platform.start", "platform.report"], answer.log)
    application = [l for l in lines if "level" in l]
    same([(l["level"], l["message"], l["logger"]) for l in application], [("WARNING", "seen w", "mine"), ("ERROR", "caught", "mine")], answer.log)
    same((application[1]["errorType"], application[1]["errorMessage"]), ("KeyError", "'k'"), application)
    holds("hidden" not in answer.log, answer.log)
    holds(isinstance(application[1]["stackTrace"], list), application)
    failed = invoke("json-py", {"fail": True})
    line = [json.loads(l) for l in failed.log.splitlines() if '"errorType"' in l][0]
    same((line["level"], line["errorType"], line["errorMessage"]), ("ERROR", "ValueError", "no"), line)
    create("json-node", {"index.js": "exports.handler = async () => { console.info('hidden'); console.warn('seen', {a: 1}); console.error(new TypeError('no')); };"},
           runtime="nodejs20.x", handler="index.handler", LoggingConfig=logging)
    answer = invoke("json-node")
    application = [l for l in map(json.loads, answer.log.splitlines()) if "level" in l]
    same([l["level"] for l in application], ["WARN", "ERROR"], answer.log)
    same(application[1]["message"]["errorType"], "TypeError", application)
    streams = {e["logStreamName"] for e in logs.filter_log_events(logGroupName="/my/group")["events"]}
    holds(any(re.fullmatch(r"\d{4}/\d\d/\d\d/json-py\[\$LATEST\]\[?[0-9a-f]{32}\]?", s) for s in streams), streams)


run()
