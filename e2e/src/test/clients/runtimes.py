"""Functions of every language found here, in every handler form, through a real server."""
import json
import os
import pathlib
import subprocess
import tempfile
import urllib.request

from lab import check, create, eventually, holds, invoke, messages, run, same, stream

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
FOUND = json.load(urllib.request.urlopen(ENDPOINT + "/_forebay/health"))["runtimes"]


def found(family):
    return [runtime for runtime in FOUND if runtime["family"] == family]


@check
def every_python_found_here_runs_its_own_runtime():
    for version in sorted({".".join(r["version"].split(".")[:2]) for r in found("PYTHON")}):
        name = create("py" + version.replace(".", "-"), """
import sys, os
def handle(event, context):
    return ["%d.%d" % sys.version_info[:2], os.environ["AWS_EXECUTION_ENV"], context.get_remaining_time_in_millis() > 0,
            context.invoked_function_arn, context.memory_limit_in_mb, context.log_group_name]
""", runtime="python" + version)
        answer = invoke(name)
        same(answer.value, [version, "AWS_Lambda_python" + version, True,
                            "arn:aws:lambda:us-east-1:000000000000:function:" + name, "256", "/aws/lambda/" + name])


@check
def python_errors_have_the_shape_of_AWS():
    name = create("py-errors", {
        "app.py": "class Odd(Exception): pass\ndef deep():\n    raise Odd('no')\ndef handle(event, context):\n    deep()\n",
        "broken.py": "def handle(:\n", "absent.py": "import not_there\n", "raw.py": "def handle(e, c):\n    return {1, 2}\n",
        "empty.py": ""})
    answer = invoke(name)
    same(answer.error, "Unhandled")
    same(answer.value["errorType"], "Odd")
    same(answer.value["errorMessage"], "no")
    same(answer.value["stackTrace"], [
        '  File "/var/task/app.py", line 5, in handle\n    deep()\n',
        '  File "/var/task/app.py", line 3, in deep\n    raise Odd(\'no\')\n'])
    holds(set(answer.value) == {"errorMessage", "errorType", "requestId", "stackTrace"}, answer)
    holds("[ERROR] Odd: no\nTraceback (most recent call last):\n\u00a0\u00a0File \"/var/task/app.py\", line 5, in handle\n" in answer.log, answer.log)
    for handler, kind, text in [
            ("broken.handle", "Runtime.UserCodeSyntaxError", "Syntax error in module 'broken': "),
            ("absent.handle", "Runtime.ImportModuleError", "Unable to import module 'absent': No module named 'not_there'"),
            ("missing.handle", "Runtime.ImportModuleError", "Unable to import module 'missing': No module named 'missing'"),
            ("empty.handle", "Runtime.HandlerNotFound", "Handler 'handle' missing on module 'empty'"),
            ("nodot", "Runtime.MalformedHandlerName", "Bad handler 'nodot': not enough values to unpack (expected 2, got 1)"),
            ("raw.handle", "Runtime.MarshalError", "Unable to marshal response: Object of type set is not JSON serializable")]:
        bad = create("py-bad-" + handler.replace(".", "-"), {
            "app.py": "", "broken.py": "def handle(:\n", "absent.py": "import not_there\n", "empty.py": "",
            "raw.py": "def handle(e, c):\n    return {1, 2}\n"}, handler=handler)
        answer = invoke(bad)
        same((answer.error, answer.value["errorType"]), ("Unhandled", kind), handler)
        holds(answer.value["errorMessage"].startswith(text), answer)


NODE = {
    "index.js": """
exports.async = async (event, context) => ({n: event.n, id: context.awsRequestId.length, left: context.getRemainingTimeInMillis() > 0});
exports.plain = (event) => ({n: event.n});
exports.callback = (event, context, done) => { setTimeout(() => done(null, {n: event.n}), 20); };
exports.callbackError = (event, context, done) => done(new TypeError('bad'));
exports.noWait = (event, context, done) => { context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 60000); done(null, 'now'); };
exports.nothing = async () => {};
exports.fails = async () => { throw new RangeError('too far'); };
exports.rejects = async () => { Promise.reject(new Error('unseen')); await new Promise(r => setTimeout(r, 500)); };
exports.uncaught = (event, context, done) => { setTimeout(() => { throw new Error('later'); }, 10); };
exports.circular = async () => { const a = {}; a.a = a; return a; };
exports.stream = awslambda.streamifyResponse(async (event, out, context) => {
  out.setContentType('text/plain');
  for (let i = 0; i < 4; i++) { out.write('part' + i); await new Promise(r => setTimeout(r, 300)); }
  out.end();
});
exports.streamFails = awslambda.streamifyResponse(async (event, out) => {
  out.write('begun'); await new Promise(r => setTimeout(r, 200)); throw new RangeError('half way');
});
exports.http = awslambda.streamifyResponse(async (event, out) => {
  const body = awslambda.HttpResponseStream.from(out, {statusCode: 201, headers: {a: 'b'}});
  body.write('hello'); body.end();
});
""",
    "es.mjs": "const ready = await Promise.resolve(41);\nexport const handler = async (event) => ready + event.n;\n",
    "common.cjs": "exports.handler = async () => typeof require;\n",
    "sub/deep.js": "exports.a = {b: async () => 'deep'};\n"}


def node(name, handler, **more):
    return create("node-" + name, NODE, runtime="nodejs20.x", handler=handler, **more)


@check
def node_runs_every_form_of_handler():
    for name, handler, event, expected in [
            ("async", "index.async", {"n": 1}, {"n": 1, "id": 36, "left": True}),
            ("callback", "index.callback", {"n": 2}, {"n": 2}),
            ("nowait", "index.noWait", {}, "now"),
            ("nothing", "index.nothing", {}, None),
            ("esm", "es.handler", {"n": 1}, 42),
            ("cjs", "common.handler", {}, "function"),
            ("deep", "sub/deep.a.b", {}, "deep")]:
        answer = invoke(node(name, handler), event)
        same((answer.error, answer.value), (None, expected), name)


@check
def node_errors_have_the_shape_of_AWS():
    for name, handler, kind, text in [
            ("fails", "index.fails", "RangeError", "too far"),
            ("cberror", "index.callbackError", "TypeError", "bad"),
            ("rejects", "index.rejects", "Runtime.UnhandledPromiseRejection", "Error: unseen"),
            ("uncaught", "index.uncaught", "Error", "later"),
            ("nofile", "absent.handler", "Runtime.ImportModuleError", "Error: Cannot find module 'absent'\nRequire stack:"),
            ("noexport", "index.absent", "Runtime.HandlerNotFound", "index.absent is undefined or not exported"),
            ("badname", "index", "Runtime.MalformedHandlerName", "Bad handler")]:
        answer = invoke(node(name, handler))
        same((answer.error, answer.value["errorType"]), ("Unhandled", kind), name)
        holds(answer.value["errorMessage"].startswith(text), answer)
        holds(isinstance(answer.value.get("trace", []), list), answer)


@check
def a_streamed_answer_comes_as_it_is_produced():
    chunks, complete = stream(node("stream", "index.stream"))
    same(b"".join(c for _, c in chunks), b"part0part1part2part3")
    holds(len(chunks) >= 4, chunks)
    holds(chunks[-1][0] - chunks[0][0] > 0.6, [at for at, _ in chunks])
    holds("ErrorCode" not in complete, complete)
    same(invoke("node-stream").raw, b"part0part1part2part3", "buffered")


@check
def a_stream_that_fails_half_way_says_so_at_its_end():
    chunks, complete = stream(node("stream-fails", "index.streamFails"))
    same(b"".join(c for _, c in chunks), b"begun")
    same(complete["ErrorCode"], "Unhandled")
    details = json.loads(complete["ErrorDetails"])
    same(details["errorMessage"], "half way")
    chunks, _ = stream(node("http", "index.http"))
    same(b"".join(c for _, c in chunks), b'{"statusCode":201,"headers":{"a":"b"}}' + bytes(8) + b"hello")


JAVA = """
package lab;
import com.amazonaws.services.lambda.runtime.*;
import java.io.*;
import java.util.*;
public class Lab implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  public static class Order { private int n; private String name; public int getN() { return n; } public void setN(int n) { this.n = n; }
    public String getName() { return name; } public void setName(String s) { name = s; } }
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    context.getLogger().log("logged by java\\n");
    System.out.println("printed by java");
    return new TreeMap<>(Map.of("n", event.get("n"), "java", Runtime.version().feature(), "name", context.getFunctionName()));
  }
  public Order pojo(Order in, Context context) { in.setN(in.getN() + 1); return in; }
  public void stream(InputStream in, OutputStream out, Context context) throws IOException { out.write('"'); in.transferTo(new ByteArrayOutputStream()); out.write("streamed\\"".getBytes()); }
  public String fails(Map<String, Object> in) { throw new IllegalStateException("no way"); }
}
"""


def jar():
    home = pathlib.Path(os.environ["E2E_DIST"]) / "runtimes" / "java"
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "Lab.java"
        source.write_text(JAVA)
        subprocess.run(["javac", "--release", "17", "-cp", f"{home}/*", "-d", folder, str(source)], check=True)
        return {str(p.relative_to(folder)): p.read_bytes() for p in pathlib.Path(folder).rglob("*.class")}


@check
def java_runs_interfaces_POJOs_and_streams():
    classes = jar()
    name = create("java-lab", classes, runtime="java21", handler="lab.Lab", MemorySize=512)
    answer = invoke(name, {"n": 1})
    same(answer.error, None, answer)
    same((answer.value["n"], answer.value["name"]), (1, "java-lab"))
    holds("logged by java\n" in answer.log and "printed by java\n" in answer.log, answer.log)
    answer = invoke(create("java-pojo", classes, runtime="java17", handler="lab.Lab::pojo", MemorySize=512), {"n": 1, "name": "x"})
    same(answer.value, {"n": 2, "name": "x"}, answer)
    answer = invoke(create("java-stream", classes, runtime="java21", handler="lab.Lab::stream", MemorySize=512))
    same(answer.value, "streamed", answer)
    answer = invoke(create("java-fails", classes, runtime="java21", handler="lab.Lab::fails", MemorySize=512))
    same((answer.error, answer.value["errorType"], answer.value["errorMessage"]),
         ("Unhandled", "java.lang.IllegalStateException", "no way"), answer)
    holds(answer.value["stackTrace"][0].startswith("lab.Lab.fails("), answer)
    answer = invoke(create("java-absent", classes, runtime="java21", handler="lab.Absent::x", MemorySize=512))
    same((answer.error, answer.value["errorMessage"]), ("Unhandled", "Class not found: lab.Absent"), answer)


@check
def ruby_runs_where_it_is_found():
    if not found("RUBY"):
        return
    files = {"app.rb": """
def handle(event:, context:)
  puts "said by ruby"
  { n: event["n"] + 1, name: context.function_name, left: context.get_remaining_time_in_millis > 0 }
end
module Lab
  class Deep
    def self.run(event:, context:) = raise(ArgumentError, "no way")
  end
end
"""}
    answer = invoke(create("ruby", files, runtime="ruby3.3", handler="app.handle"), {"n": 1})
    same(answer.value, {"n": 2, "name": "ruby", "left": True}, answer)
    holds("said by ruby\n" in answer.log, answer.log)
    answer = invoke(create("ruby-fails", files, runtime="ruby3.3", handler="app.Lab::Deep.run"))
    same((answer.error, answer.value["errorType"], answer.value["errorMessage"]),
         ("Unhandled", "Function<ArgumentError>", "no way"), answer)


BOOTSTRAP = """#!/bin/sh
echo "booting $_HANDLER in $PWD"
while :; do
  head=$(mktemp)
  event=$(curl -sS -D "$head" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next")
  id=$(tr -d '\\r' < "$head" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
  curl -sS -o /dev/null -X POST -d "{\\"event\\": $event, \\"exec\\": \\"$AWS_EXECUTION_ENV\\"}" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response"
done
"""


@check
def a_custom_runtime_is_any_executable_named_bootstrap():
    name = create("custom", {"bootstrap!": BOOTSTRAP}, runtime="provided.al2023", handler="any.thing")
    answer = invoke(name, {"n": 1})
    same(answer.value, {"event": {"n": 1}, "exec": ""}, answer)
    holds(eventually(lambda: "booting any.thing in /var/task\n" in messages("/aws/lambda/custom")), "the bootstrap's line")
    same(invoke(name, {"n": 2}).value["event"], {"n": 2})
    answer = invoke(create("custom-none", {"readme": ""}, runtime="provided.al2023", handler="x"))
    same((answer.value["errorType"], answer.value["errorMessage"].partition("Error: ")[2]),
         ("Runtime.InvalidEntrypoint", "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"), answer)
    answer = invoke(create("custom-plain", {"bootstrap": BOOTSTRAP}, runtime="provided.al2023", handler="x"))
    same(answer.value["errorType"], "Runtime.InvalidEntrypoint", answer)
    holds(answer.value["errorMessage"].endswith("fork/exec /var/task/bootstrap: permission denied"), answer)


run()
