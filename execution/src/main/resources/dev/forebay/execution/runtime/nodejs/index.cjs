// Runs a Node function: waits until it may begin, loads the handler, serves the Runtime API.
// Node 16 and later. While the process waits for its release, modules that most functions use are
// loaded ahead of time.
'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { format } = require('node:util');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const API = '/2018-06-01/runtime/';
const NEXT = `GET ${API}invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n`;
const HTTP_RESPONSE = 'application/vnd.awslambda.http-integration-response';
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const WARM = [
  'node:stream', 'node:events', 'node:url', 'node:crypto', 'node:http', 'node:https', 'node:zlib',
  'node:os', 'node:async_hooks', 'node:stream/promises', 'node:fs/promises', 'node:tls',
  'node:querystring', 'node:string_decoder', 'node:timers/promises', 'node:child_process',
];
const CALLBACK_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with ' +
  'Node.js 24. You need to modify this function to use a supported handler signature to use ' +
  'Node.js 24 or later. For more information see ' +
  'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

// An error that has one of AWS's own names.
function runtimeError(name, message) {
  const kind = { [name]: class extends Error {} }[name];
  kind.prototype.name = `Runtime.${name}`;
  return new kind(message);
}

function isError(value) {
  return (
    value instanceof Error ||
    Boolean(value && typeof value.name === 'string' && value.message && typeof value.stack === 'string')
  );
}

// The error object that the caller gets.
function errorObject(error) {
  try {
    if (isError(error)) {
      const clean = (text) => text.replaceAll('\x7F', '%7F');
      return {
        errorType: clean(error.name),
        errorMessage: clean(error.message),
        trace: clean(error.stack).split('\n'),
      };
    }
    return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or ' +
        'more of its message, name, and stack',
      trace: [],
    };
  }
}

// What console does: one line a record on standard output, newlines inside as returns.
class Log {
  constructor(environment) {
    this.requestId = undefined;
    this.tenantId = undefined;
    this.json = (environment.AWS_LAMBDA_LOG_FORMAT || '').toUpperCase() === 'JSON';
    const level = LEVELS.indexOf((environment.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase());
    this.least = this.json && level > 0 ? level : 0;
  }

  patchConsole() {
    LEVELS.forEach((level, rank) => {
      console[level.toLowerCase()] =
        rank < this.least ? () => {} : (message, ...rest) => this.write(level, message, rest);
    });
    console.log = console.info;
  }

  write(level, message, rest) {
    const time = new Date().toISOString();
    const line = this.json
      ? this.jsonLine(time, level, message, rest)
      : `${time}\t${this.requestId}\t${level}\t${format(message, ...rest)}`.replace(/\n/g, '\r');
    let data = Buffer.from(line + '\n');
    while (data.length > 0) {
      try {
        data = data.subarray(fs.writeSync(1, data));
      } catch (error) {
        if (error.code !== 'EAGAIN') return;
      }
    }
  }

  jsonLine(timestamp, level, message, rest) {
    const line = { timestamp, level, requestId: this.requestId };
    if (this.tenantId) line.tenantId = this.tenantId;
    if (rest.length === 0) {
      line.message = message;
      try {
        return JSON.stringify(line, (_, value) => {
          if (!(value instanceof Error)) return value;
          return Object.assign(
            {
              errorType: value.constructor?.name ?? 'UnknownError',
              errorMessage: value.message,
              stackTrace: typeof value.stack === 'string' ? value.stack.split('\n') : value.stack,
            },
            value,
          );
        });
      } catch {
        line.message = format(message);
        return JSON.stringify(line);
      }
    }
    line.message = format(message, ...rest);
    const error = rest.find((each) => each instanceof Error);
    if (error) {
      line.errorType = error.constructor?.name ?? 'UnknownError';
      line.errorMessage = error.message;
      line.stackTrace = typeof error.stack === 'string' ? error.stack.split('\n') : [];
    }
    return JSON.stringify(line);
  }

  // AWS's line for a failure of the function.
  failure(what, error) {
    const known = error instanceof Error ? error : new Error(error);
    if (this.json) {
      console.error(known);
      return;
    }
    let text;
    try {
      text = JSON.stringify(known, (_, value) => {
        if (!(value instanceof Error)) return value;
        const members = Object.assign(
          { errorType: value.name, errorMessage: value.message, code: value.code },
          value,
        );
        if (typeof value.stack === 'string') members.stack = value.stack.split('\n');
        return members;
      });
    } catch {
      text = JSON.stringify(errorObject(known));
    }
    console.error(what, '\t' + text);
  }
}

// A kept-alive connection to the Runtime API: a Unix socket, else TCP. Answers come in order.
class RuntimeApi {
  constructor(unixPath, tcp) {
    this.tcp = tcp;
    this.waiting = [];
    this.parts = [];
    this.held = 0;
    this.missing = 0;
    this.connected = false;
    this.early = [];
    this.open(unixPath ? { path: unixPath } : this.tcpAddress());
  }

  tcpAddress() {
    const colon = this.tcp.lastIndexOf(':');
    return { host: this.tcp.slice(0, colon), port: Number(this.tcp.slice(colon + 1)) };
  }

  open(address) {
    const socket = net.connect(address);
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('connect', () => {
      this.connected = true;
      for (const [data, done] of this.early) socket.write(data, done);
      this.early = [];
    });
    socket.on('data', (data) => this.take(data));
    socket.on('error', () => {
      if (!this.connected && address.path) this.open(this.tcpAddress());
      else process.exit(1);
    });
    // Without the platform there is nobody to report to.
    socket.on('end', () => process.exit(1));
  }

  // Writes; the socket keeps the process alive only while an answer is awaited.
  write(data, done) {
    if (this.connected) this.socket.write(data, done);
    else this.early.push([data, done]);
  }

  expect(answered) {
    this.waiting.push(answered);
    this.socket.ref();
  }

  take(data) {
    this.parts.push(data);
    this.held += data.length;
    if (this.held < this.missing) return;
    let rest = this.parts.length === 1 ? data : Buffer.concat(this.parts);
    this.missing = 0;
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) break;
      const lines = rest.toString('utf8', 0, end).split('\r\n');
      const headers = {};
      for (let i = 1; i < lines.length; i++) {
        const colon = lines[i].indexOf(':');
        headers[lines[i].slice(0, colon).toLowerCase()] = lines[i].slice(colon + 1).trim();
      }
      const from = end + 4;
      const to = from + Number(headers['content-length'] || 0);
      if (rest.length < to) {
        this.missing = to;
        break;
      }
      const body = rest.subarray(from, to);
      rest = rest.subarray(to);
      const answered = this.waiting.shift();
      if (this.waiting.length === 0) this.socket.unref();
      answered(Number(lines[0].slice(9, 12)), headers, body);
    }
    this.parts = rest.length > 0 ? [rest] : [];
    this.held = rest.length;
  }

  next(answered) {
    this.expect(answered);
    this.write(NEXT);
  }

  // Posts a body; the request for the next event follows in the same write when it is asked for.
  post(where, body, errorType, answered, next) {
    const content = Buffer.from(body);
    const head =
      `POST ${API}${where} HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\n` +
      (errorType ? `Lambda-Runtime-Function-Error-Type: ${errorType}\r\n` : '') +
      `Content-Length: ${content.length}\r\n\r\n`;
    this.expect((status) => {
      if (status >= 500) process.exit(1);
      if (answered) answered();
    });
    if (next) this.expect(next);
    this.write(Buffer.concat([Buffer.from(head), content, Buffer.from(next ? NEXT : '')]));
  }
}

// The stream that a handler writes its answer to.
function responseStream(api, requestId, highWaterMark) {
  const { Writable } = require('node:stream');
  let contentType = 'application/octet-stream';
  let begun = false;
  let trailers = '';

  const begin = () => {
    if (begun) return '';
    begun = true;
    return (
      `POST ${API}invocation/${requestId}/response HTTP/1.1\r\nHost: runtime\r\n` +
      `Content-Type: ${contentType}\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n` +
      'Transfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type, ' +
      'Lambda-Runtime-Function-Error-Body\r\n\r\n'
    );
  };

  class ResponseStream extends Writable {
    _write(chunk, _encoding, done) {
      if (chunk.length === 0) {
        done();
        return;
      }
      const head = Buffer.from(`${begin()}${chunk.length.toString(16)}\r\n`);
      api.write(Buffer.concat([head, chunk, Buffer.from('\r\n')]), done);
    }

    _final(done) {
      api.expect(() => done());
      api.write(`${begin()}0\r\n${trailers}\r\n`);
    }

    write(chunk, encoding, done) {
      const before = this._onBeforeFirstWrite;
      if (before) {
        this._onBeforeFirstWrite = undefined;
        before((data) => super.write(data));
      }
      const plain = typeof chunk === 'string' || chunk instanceof Uint8Array;
      return super.write(plain ? chunk : JSON.stringify(chunk), encoding, done);
    }

    setContentType(type) {
      if (begun) {
        throw runtimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
      }
      contentType = type;
    }
  }

  const stream = new ResponseStream(highWaterMark ? { highWaterMark } : {});
  const fail = (error, done) => {
    if (stream.writableEnded) {
      done();
      return;
    }
    const object = errorObject(error);
    const body = Buffer.from(JSON.stringify(object)).toString('base64');
    trailers =
      `Lambda-Runtime-Function-Error-Type: ${object.errorType}\r\n` +
      `Lambda-Runtime-Function-Error-Body: ${body}\r\n`;
    if (stream.destroyed) {
      api.expect(() => done());
      api.write(`${begin()}0\r\n${trailers}\r\n`);
    } else {
      stream.end(done);
    }
  };
  return { stream, fail };
}

const awslambda = {
  streamifyResponse(handler, options) {
    handler[STREAMING] = 'response';
    if (options?.highWaterMark !== undefined) {
      handler[HIGH_WATER_MARK] = parseInt(options.highWaterMark, 10);
    }
    return handler;
  },
  HttpResponseStream: class HttpResponseStream {
    static from(stream, prelude) {
      stream.setContentType(HTTP_RESPONSE);
      const text = JSON.stringify(prelude);
      stream._onBeforeFirstWrite = (write) => {
        write(text);
        write(new Uint8Array(8));
      };
      return stream;
    }
  },
};

function isModulePackage(file, root) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const description = path.join(folder, 'package.json');
    if (fs.existsSync(description)) {
      try {
        return JSON.parse(fs.readFileSync(description, 'utf8')).type === 'module';
      } catch {
        return false;
      }
    }
    if (folder === root || folder === path.dirname(folder)) return false;
  }
}

async function loadModule(root, folder, name) {
  const file = path.resolve(root, folder, name);
  try {
    if (fs.existsSync(file) && !fs.statSync(file).isDirectory()) return require(file);
    if (fs.existsSync(file + '.js')) {
      const found = file + '.js';
      return isModulePackage(found, root)
        ? await import(require('node:url').pathToFileURL(found).href)
        : require(found);
    }
    if (fs.existsSync(file + '.mjs')) {
      return await import(require('node:url').pathToFileURL(file + '.mjs').href);
    }
    if (fs.existsSync(file + '.cjs')) return require(file + '.cjs');
    return require(require.resolve(name, { paths: [root, path.join(root, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      const fault = runtimeError('UserCodeSyntaxError', String(error));
      fault.stack = error.stack;
      throw fault;
    }
    if (error?.code === 'MODULE_NOT_FOUND') throw runtimeError('ImportModuleError', String(error));
    throw error;
  }
}

// The function that a handler string names.
async function load(root, handler) {
  if (handler.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root ` +
        'directories in handler names.',
    );
  }
  const last = path.basename(handler);
  const match = last.match(/^([^.]*)\.(.*)$/);
  if (!match) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const folder = handler.substring(0, handler.indexOf(last));
  const loaded = await loadModule(root, folder, match[1]);
  const find = (from) =>
    match[2].split('.').reduce((found, key) => (found ? found[key] : undefined), from);
  const found = find(loaded) ?? find(loaded?.default);
  if (!found) {
    throw runtimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (typeof found !== 'function') {
    throw runtimeError('HandlerNotFound', `${handler} is not a function`);
  }
  return found;
}

// The members of the context that come with the event.
function eventContext(headers, environment) {
  const json = (name) => {
    const text = headers[name];
    if (!text) return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Error(`Cannot parse ${name} as json: ${error}`);
    }
  };
  const deadline = parseInt(headers['lambda-runtime-deadline-ms'], 10);
  return {
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: json('lambda-runtime-client-context'),
    identity: json('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

// The loop. Its method names are AWS's, because they stand in a function's stack traces.
class Runtime {
  constructor(api, log, handler, withCallbacks) {
    this.api = api;
    this.log = log;
    this.handler = handler;
    this.withCallbacks = withCallbacks;
    this.streaming = handler[STREAMING] === 'response';
    this.requestId = undefined;
    this.whenIdle = undefined;
    this.onEvent = (status, headers, body) => {
      if (status !== 200) process.exit(1);
      this.begin(headers);
      if (this.streaming) this.handleOnceStreaming(headers, body);
      else this.handleOnceNonStreaming(headers, body);
    };
  }

  start() {
    this.api.next(this.onEvent);
  }

  begin(headers) {
    this.requestId = headers['lambda-runtime-aws-request-id'];
    this.log.requestId = this.requestId;
    this.log.tenantId = headers['lambda-runtime-aws-tenant-id'];
    const trace = headers['lambda-runtime-trace-id'];
    if (trace) process.env._X_AMZN_TRACE_ID = trace;
    else delete process.env._X_AMZN_TRACE_ID;
  }

  where(what) {
    return `invocation/${this.requestId}/${what}`;
  }

  postError(error) {
    this.log.failure('Invoke Error', error);
    const object = errorObject(error);
    this.whenIdle = undefined;
    this.api.post(this.where('error'), JSON.stringify(object), object.errorType, undefined, this.onEvent);
  }

  postResult(result) {
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result) ?? 'null';
    } catch {
      this.postError(new Error('Unable to stringify response body'));
      return;
    }
    this.whenIdle = undefined;
    this.api.post(this.where('response'), text, undefined, undefined, this.onEvent);
  }

  // Which of its many ways out a handler takes first decides; the others are then without effect.
  answers() {
    let finished = false;
    const once = (act) => (...given) => {
      if (finished) return;
      finished = true;
      act(...given);
    };
    const end = (error, result) => {
      if (error !== undefined && error !== null) this.postError(error);
      else this.postResult(result);
    };
    const context = { callbackWaitsForEmptyEventLoop: true };
    const callback = once((error, result) => {
      const failed = error !== undefined && error !== null;
      if (failed || !context.callbackWaitsForEmptyEventLoop) {
        end(error, result);
      } else {
        this.whenIdle = () => this.postResult(result);
      }
    });
    const done = once(end);
    const idle = once(() => {
      if (this.handler.constructor.name === 'AsyncFunction' || !this.withCallbacks) {
        this.postError(
          runtimeError(
            'NodeJsExit',
            'The Lambda runtime client detected an unexpected Node.js exit code. This is most ' +
              'commonly caused by a Promise that was never settled. For more information, see ' +
              'https://nodejs.org/docs/latest/api/process.html#exit-codes',
          ),
        );
      } else {
        this.postResult(null);
      }
    });
    this.whenIdle = idle;
    if (this.withCallbacks) {
      context.succeed = (result) => done(null, result);
      context.fail = (error) => done(error ?? 'handled');
      context.done = done;
    } else {
      delete context.callbackWaitsForEmptyEventLoop;
    }
    return { context, callback, done };
  }

  handleOnceNonStreaming(headers, body) {
    const { context, callback, done } = this.answers();
    try {
      const event = JSON.parse(body.toString('utf8'));
      Object.assign(context, eventContext(headers, process.env));
      const result = this.withCallbacks
        ? this.handler(event, context, callback)
        : this.handler(event, context);
      if (typeof result?.then === 'function') {
        result.then(
          (value) => done(null, value),
          (error) => done(error ?? 'handled'),
        );
      } else if (!this.withCallbacks) {
        done(null, result);
      }
    } catch (error) {
      callback(error ?? 'handled');
    }
  }

  async handleOnceStreaming(headers, body) {
    const mark = this.handler[HIGH_WATER_MARK];
    const { stream, fail } = responseStream(this.api, this.requestId, mark);
    let ended = false;
    const end = (error) => {
      if (ended) return;
      ended = true;
      this.whenIdle = undefined;
      this.log.failure('Invoke Error', error);
      fail(error, () => this.start());
    };
    this.whenIdle = () => end('Response stream is not finished.');
    try {
      const context = eventContext(headers, process.env);
      const event = JSON.parse(body.toString('utf8'));
      const result = this.handler(event, stream, context);
      if (typeof result?.then !== 'function') {
        throw 'Streaming does not support non-async handlers.';
      }
      if ((await result) !== undefined) console.warn('Streaming handlers ignore return values.');
      if (stream.writableEnded && !stream.writableFinished && !stream.destroyed) {
        await new Promise((resolve) => stream.once('close', resolve));
      }
      if (!stream.writableFinished) throw 'Response stream is not finished.';
      if (ended) return;
      ended = true;
      this.whenIdle = undefined;
      this.start();
    } catch (error) {
      end(error);
    }
  }
}

// Loads modules until the release comes, one a turn of the loop; then begins.
function hold(begin) {
  let released = false;
  const warm = [...WARM];
  const step = () => {
    if (released || warm.length === 0) return;
    require(warm.shift());
    setImmediate(step);
  };
  const buffer = Buffer.alloc(256);
  const read = () =>
    fs.read(0, buffer, 0, buffer.length, null, (error, count) => {
      if (!error && count > 0 && buffer.indexOf(10) < 0) {
        read();
        return;
      }
      released = true;
      begin();
    });
  read();
  setImmediate(step);
}

async function begin() {
  const environment = process.env;
  const unixPath = environment._FOREBAY_RUNTIME_SOCKET;
  delete environment._FOREBAY_RUNTIME_SOCKET;
  const log = new Log(environment);
  log.patchConsole();
  globalThis.awslambda = awslambda;
  const api = new RuntimeApi(unixPath, environment.AWS_LAMBDA_RUNTIME_API);
  let runtime;

  const crash = (what, error, status) => {
    log.failure(what, error);
    const object = errorObject(error);
    const where = runtime?.requestId ? runtime.where('error') : 'init/error';
    api.post(where, JSON.stringify(object), object.errorType, () => process.exit(status));
  };
  process.on('uncaughtException', (error) => crash('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason, promise) => {
    const error = runtimeError('UnhandledPromiseRejection', reason?.toString());
    error.reason = reason;
    error.promise = promise;
    crash('Unhandled Promise Rejection', error, 128);
  });
  process.on('beforeExit', () => {
    const idle = runtime?.whenIdle;
    if (idle) idle();
  });

  const major = Number(/nodejs([0-9]+)/.exec(environment.AWS_EXECUTION_ENV || '')?.[1] ?? 0);
  const withCallbacks = major < 24;
  try {
    const handler = await load(
      environment.LAMBDA_TASK_ROOT || '/var/task',
      environment._HANDLER || '',
    );
    if (!withCallbacks && handler.length >= 3 && !handler[STREAMING]) {
      throw runtimeError('CallbackHandlerDeprecated', CALLBACK_REMOVED);
    }
    if (handler[STREAMING] && handler[STREAMING] !== 'response') {
      throw runtimeError('MalformedStreamingHandler', 'Only response streaming is supported.');
    }
    runtime = new Runtime(api, log, handler, withCallbacks);
  } catch (error) {
    crash('Uncaught Exception', error, 129);
    return;
  }
  runtime.start();
}

hold(() => begin());
