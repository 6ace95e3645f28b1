// The AWS SDK for JavaScript 3 against a server. Ends with status 0 when all of it holds.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateFunctionCommand, InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient,
  ResourceNotFoundException, GetFunctionCommand, waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const lambda = new LambdaClient({});
const identity = await new STSClient({}).send(new GetCallerIdentityCommand({}));
assert.equal(identity.Account, "000000000000");

const folder = mkdtempSync(join(tmpdir(), "tour-"));
writeFileSync(join(folder, "index.mjs"), `
export const handler = async (event, context) => {
  if (event.fail) throw new TypeError("no " + event.fail);
  console.log("n is", event.n);
  return { n: event.n, left: context.getRemainingTimeInMillis() > 0 };
};
export const stream = awslambda.streamifyResponse(async (event, out, context) => {
  out.setContentType("text/plain");
  out.write("one ");
  out.write("two");
  out.end();
});
`);
execFileSync("python3", ["-m", "zipfile", "-c", "code.zip", "index.mjs"], { cwd: folder });
const ZipFile = readFileSync(join(folder, "code.zip"));
const Role = "arn:aws:iam::000000000000:role/any";
for (const [FunctionName, Handler] of [["js-tour", "index.handler"], ["js-stream", "index.stream"]]) {
  await lambda.send(new CreateFunctionCommand({ FunctionName, Handler, Role, Runtime: "nodejs22.x", Timeout: 10, Code: { ZipFile } }));
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20 }, { FunctionName });
}

const text = (bytes) => Buffer.from(bytes).toString();
const good = await lambda.send(new InvokeCommand({ FunctionName: "js-tour", Payload: JSON.stringify({ n: 3 }), LogType: "Tail" }));
assert.equal(good.FunctionError, undefined);
assert.deepEqual(JSON.parse(text(good.Payload)), { n: 3, left: true });
assert.match(Buffer.from(good.LogResult, "base64").toString(), /\tINFO\tn is 3\n/);

const bad = await lambda.send(new InvokeCommand({ FunctionName: "js-tour", Payload: JSON.stringify({ fail: "way" }) }));
assert.equal(bad.FunctionError, "Unhandled");
const error = JSON.parse(text(bad.Payload));
assert.equal(error.errorType, "TypeError");
assert.equal(error.errorMessage, "no way");

const streamed = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName: "js-stream", Payload: "{}" }));
assert.equal(streamed.ExecutedVersion, "$LATEST");
let body = "";
let complete;
for await (const event of streamed.EventStream) {
  if (event.PayloadChunk) body += text(event.PayloadChunk.Payload);
  complete ??= event.InvokeComplete;
}
assert.equal(body, "one two");
assert.ok(complete && !complete.ErrorCode, JSON.stringify(complete));

const logs = await new CloudWatchLogsClient({}).send(
  new FilterLogEventsCommand({ logGroupName: "/aws/lambda/js-tour", filterPattern: "INFO" }));
assert.ok(logs.events.some((event) => event.message.includes("n is 3")));

await assert.rejects(lambda.send(new GetFunctionCommand({ FunctionName: "absent" })), ResourceNotFoundException);
console.log("done");
