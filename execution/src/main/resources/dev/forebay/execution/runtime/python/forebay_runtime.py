"""Runs a Python function: waits until it may begin, loads the handler, serves the Runtime API.

Python 3.8 and later. Only what the first event needs is imported at the top; while the process
waits for its release, modules that most functions use are imported ahead of time.
"""

import builtins
import json
import logging
import os
import sys
import time

import _socket

_RUNTIME_DIR = os.path.dirname(os.path.abspath(__file__))
_API = "/2018-06-01/runtime/"
_NEXT = ("GET %sinvocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n" % _API).encode()
_NBSP = "\u00a0"
_LARGE = 65536

# Imported while waiting. AWS's own client has imported most of them before it loads a function.
_WARM = (
    "traceback", "importlib", "decimal", "datetime", "http.client", "urllib.parse", "uuid",
    "hashlib", "base64", "random", "typing", "dataclasses", "pathlib", "tempfile", "functools",
    "collections", "itertools", "copy", "string", "textwrap", "urllib.request", "ssl", "gzip",
    "zlib", "csv", "math", "concurrent.futures", "contextlib", "inspect", "subprocess", "hmac",
)  # fmt: skip

# What AWS ships beside the runtime's client. Nothing else of the machine's packages is visible.
_SDK = (
    "boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six", "awscrt",
)  # fmt: skip
_UNBUNDLED = ("requests", "chardet", "charset_normalizer", "idna", "certifi")
_SDK_WARM = (
    "boto3", "botocore.session", "botocore.client", "botocore.httpsession", "botocore.handlers",
    "botocore.endpoint", "botocore.regions", "botocore.credentials", "boto3.resources.factory",
)  # fmt: skip

_INIT_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, "
    "or can be applied automatically. To determine if the runtime has been updated, check the "
    "runtime version in the INIT_START log entry. If this error correlates with a change in the "
    "runtime version, you may be able to mitigate this error by temporarily rolling back to the "
    "previous runtime version. For more information, see "
    "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"
)


class Fault(Exception):
    """A failure that has one of AWS's own names."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.message = message
        self.trace = trace or []


class Log:
    """Writes records to standard output, each as one line: newlines inside become returns."""

    def record(self, text):
        if text.endswith("\n"):
            text = text[:-1]
        data = (text.replace("\n", "\r") + "\n").encode("utf-8", "replace")
        while data:
            data = data[os.write(1, data) :]

    # AWS's name, which libraries reach through the root logger's handler.
    log = record


class LambdaLoggerHandler(logging.Handler):
    """The root logger's handler, with AWS's name."""

    def __init__(self, log_sink):
        super().__init__()
        self.log_sink = log_sink

    def emit(self, record):
        try:
            self.log_sink.record(self.format(record))
        except Exception:
            self.handleError(record)


class RequestIdFilter(logging.Filter):
    """Adds the id of the event that is being handled to every record."""

    request_id = ""
    tenant_id = None

    def filter(self, record):
        record.aws_request_id = self.request_id
        record.tenant_id = self.tenant_id
        return True


class JsonFormatter(logging.Formatter):
    """AWS's JSON log lines."""

    _OWN = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {
        "aws_request_id", "tenant_id", "message", "asctime", "taskName",
    }  # fmt: skip

    def format(self, record):
        level = min(50, max(0, record.levelno)) // 10 * 10
        line = {
            "timestamp": _timestamp(record.created),
            "level": logging.getLevelName(level),
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0]:
            import traceback

            error_type, error, trace = record.exc_info
            line["stackTrace"] = traceback.format_tb(trace)
            line["errorType"] = error_type.__name__
            line["errorMessage"] = str(error)
        line["requestId"] = record.aws_request_id
        if record.exc_info:
            line["location"] = "%s:%s:%s" % (record.pathname, record.funcName, record.lineno)
        if record.tenant_id is not None:
            line["tenantId"] = record.tenant_id
        for key, value in record.__dict__.items():
            if key not in self._OWN and key not in line and value is not None:
                line[key] = value
        return json.dumps(line, ensure_ascii=False)


class Encoder(json.JSONEncoder):
    """JSON as AWS writes it: Decimals are numbers, named tuples are objects."""

    def __init__(self, escape):
        super().__init__(ensure_ascii=escape)
        self.decimals = {}

    def default(self, value):
        decimal = sys.modules.get("decimal")
        if decimal is not None and isinstance(value, decimal.Decimal):
            if value.is_nan():
                return float("nan")
            mark = "@decimal-%d-%d@" % (id(self), len(self.decimals))
            self.decimals[mark] = str(value)
            return mark
        return super().default(value)

    def encode(self, value):
        text = super().encode(_plain(value))
        if self.decimals:
            import re

            text = re.sub(
                '"(@decimal-%d-[0-9]+@)"' % id(self),
                lambda match: self.decimals[match.group(1)],
                text,
            )
        if not self.ensure_ascii:
            text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        return text


def _plain(value):
    """The value with named tuples as dictionaries; the same object when there are none."""
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    return _unnamed(value, [])


def _unnamed(value, parents):
    if not isinstance(value, (dict, list, tuple)):
        return value
    if any(value is parent for parent in parents):
        return value
    parents.append(value)
    try:
        if isinstance(value, dict):
            changed = {}
            for key, inner in value.items():
                if isinstance(inner, (dict, list, tuple)):
                    outer = _unnamed(inner, parents)
                    if outer is not inner:
                        changed[key] = outer
            return {**value, **changed} if changed else value
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return {key: _unnamed(inner, parents) for key, inner in value._asdict().items()}
        for inner in value:
            if isinstance(inner, (dict, list, tuple)) and _unnamed(inner, parents) is not inner:
                return [_unnamed(each, parents) for each in value]
        return value
    finally:
        parents.pop()


class CognitoIdentity:
    __slots__ = ["cognito_identity_id", "cognito_identity_pool_id"]

    def __repr__(self):
        return _describe(self)


class Client:
    __slots__ = [
        "installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name",
    ]  # fmt: skip

    def __repr__(self):
        return _describe(self)


class ClientContext:
    __slots__ = ["custom", "env", "client"]

    def __repr__(self):
        return _describe(self)


class LambdaContext:
    """What a handler gets as its second argument."""

    def __init__(self, headers):
        environ = os.environ
        self.aws_request_id = headers.get("lambda-runtime-aws-request-id")
        self.log_group_name = environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        client = _header_json(headers.get("lambda-runtime-client-context"), "Client Context")
        self.client_context = _object(ClientContext, client)
        if self.client_context is not None:
            self.client_context.client = _object(Client, self.client_context.client)
        identity = _header_json(headers.get("lambda-runtime-cognito-identity"), "Cognito Identity")
        self.identity = _object(CognitoIdentity, {})
        if identity is not None:
            self.identity.cognito_identity_id = identity.get("cognitoIdentityId")
            self.identity.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")
        self._epoch_deadline_time_in_ms = int(headers.get("lambda-runtime-deadline-ms") or 0)

    def get_remaining_time_in_millis(self):
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def log(self, msg):
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(msg))
                return
        sys.stdout.write(str(msg))

    def __repr__(self):
        names = (
            "aws_request_id", "log_group_name", "log_stream_name", "function_name",
            "memory_limit_in_mb", "function_version", "invoked_function_arn", "client_context",
            "identity", "tenant_id",
        )  # fmt: skip
        return _describe(self, names)


def _describe(value, names=None):
    members = names or value.__slots__
    inside = ",".join("%s=%s" % (name, getattr(value, name, None)) for name in members)
    return "%s([%s])" % (type(value).__name__, inside)


def _object(kind, members):
    if members is None:
        return None
    made = kind()
    for name in kind.__slots__:
        setattr(made, name, members.get(name))
    return made


def _header_json(text, name):
    if not text:
        return None
    try:
        return json.loads(text)
    except Exception as error:
        raise Fault(
            "Runtime.LambdaContextUnmarshalError",
            "Unable to parse {} JSON: {}".format(name, error),
        )


class RuntimeApi:
    """A kept-alive connection to the Runtime API: a Unix socket, else TCP."""

    def __init__(self, unix_path, tcp):
        self._socket = self._connect(unix_path, tcp)
        self._rest = b""

    @staticmethod
    def _connect(unix_path, tcp):
        if unix_path:
            channel = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
            try:
                channel.connect(unix_path)
                return channel
            except OSError:
                channel.close()
        host, _, port = tcp.rpartition(":")
        channel = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        channel.connect((host, int(port)))
        channel.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        return channel

    def send_next(self):
        self._socket.sendall(_NEXT)

    def post(self, path, content_type, body, error_type=None, then_next=True):
        """Posts a body; the request for the next event follows in the same write."""
        head = "POST %s%s HTTP/1.1\r\nHost: runtime\r\nContent-Type: %s\r\nContent-Length: %d\r\n" % (
            _API, path, content_type, len(body),
        )  # fmt: skip
        if error_type:
            head += "Lambda-Runtime-Function-Error-Type: %s\r\n" % error_type
        data = (head + "\r\n").encode("utf-8")
        if len(body) < _LARGE:
            self._socket.sendall(b"".join((data, body, _NEXT if then_next else b"")))
        else:
            self._socket.sendall(data)
            self._socket.sendall(body)
            if then_next:
                self._socket.sendall(_NEXT)
        status, _, _ = self.read()
        if status >= 500:
            sys.exit(1)

    def read(self):
        """One response: status, headers by lower-case name, body."""
        data = self._rest
        end = data.find(b"\r\n\r\n")
        while end < 0:
            data += self._receive()
            end = data.find(b"\r\n\r\n")
        lines = data[:end].decode("utf-8", "replace").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length") or 0)
        body = data[end + 4 :]
        if len(body) < length:
            parts = [body]
            missing = length - len(body)
            while missing > 0:
                part = self._receive()
                parts.append(part)
                missing -= len(part)
            body = b"".join(parts)
        self._rest = body[length:]
        return int(lines[0][9:12]), headers, body[:length]

    def _receive(self):
        part = self._socket.recv(_LARGE)
        if not part:
            # The platform has gone: there is nobody to report to.
            os._exit(1)
        return part


def _timestamp(seconds):
    whole = int(seconds)
    millis = int((seconds - whole) * 1000)
    return "%s.%03dZ" % (time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)), millis)


def _set_up_logging(log, request_ids):
    logging.Formatter.converter = time.gmtime
    handler = LambdaLoggerHandler(log)
    json_format = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
    if json_format:
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                "%Y-%m-%dT%H:%M:%S",
            )
        )
    handler.addFilter(request_ids)
    root = logging.getLogger()
    level = {"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(
        os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper(),
        os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper(),
    )
    if level and isinstance(logging.getLevelName(level), int):
        root.setLevel(level)
    root.addHandler(handler)
    return json_format


class Errors:
    """Makes AWS's error objects and logs them as AWS does."""

    def __init__(self, log, json_format, encoder):
        self._log = log
        self._json = json_format
        self._encoder = encoder

    def of(self, error, request_id):
        """The error object of a caught exception."""
        if isinstance(error, Fault):
            return self._make(error.message, error.error_type, error.trace, request_id)
        import traceback

        frames = [
            (frame.filename, frame.lineno, frame.name, frame.line)
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        for index, frame in enumerate(frames):
            if os.path.dirname(frame[0]) != _RUNTIME_DIR:
                frames = frames[index:]
                break
        return self._make(
            str(error), type(error).__name__, traceback.format_list(frames), request_id
        )

    @staticmethod
    def _make(message, error_type, trace, request_id):
        result = {"errorMessage": message, "errorType": error_type, "requestId": request_id}
        if sys.version_info < (3, 9):
            del result["requestId"]
        result["stackTrace"] = trace
        return result

    def write(self, error):
        """Logs the error object as one record."""
        if self._json:
            line = {"timestamp": _timestamp(time.time())[:-5] + "Z", "level": "ERROR"}
            line.update(error)
            self._log.record(self._encoder(line))
            return
        head = "[ERROR] " + error["errorType"]
        if error["errorMessage"]:
            head += ": " + error["errorMessage"]
        lines = [head, "Traceback (most recent call last):"]
        for element in error["stackTrace"]:
            for line in element.splitlines() or [""]:
                text = line.lstrip(" ")
                lines.append(_NBSP * (len(line) - len(text)) + text)
        self._log.record("\n".join(lines))


def _load(handler):
    """The function that a handler string names."""
    try:
        module_name, function_name = handler.rsplit(".", 1)
    except ValueError as error:
        raise Fault(
            "Runtime.MalformedHandlerName", "Bad handler '{}': {}".format(handler, error)
        )
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "Runtime.BuiltInModuleConflict",
            "Cannot use built-in module {} as a handler module".format(module_name),
        )
    import importlib

    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault(
            "Runtime.ImportModuleError",
            "Unable to import module '{}': {}".format(module_name, error),
        )
    except SyntaxError as error:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module '{}': {}".format(module_name, error),
            ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)],
        )
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault(
            "Runtime.HandlerNotFound",
            "Handler '{}' missing on module '{}'".format(function_name, module_name),
        )


class SdkFinder:
    """Finds the SDK among the machine's packages, after everything else, and nothing but it."""

    def __init__(self, folder):
        self._folder = folder
        self._names = _SDK
        # Linux distributions take out of botocore what it carries along, and need it beside it.
        if not os.path.isdir(os.path.join(folder, "botocore", "vendored", "requests")):
            self._names += _UNBUNDLED

    def find_spec(self, name, path=None, target=None):
        if path is None and name in self._names:
            from importlib.machinery import PathFinder

            return PathFinder.find_spec(name, [self._folder], target)
        return None

    def invalidate_caches(self):
        pass


def _extend_path(task, layers, sdk):
    """AWS's order: the package, the layers, the runtime, the standard library, the SDK."""
    version = "python%d.%d" % sys.version_info[:2]
    front = [
        task,
        os.path.join(layers, "python", "lib", version, "site-packages"),
        os.path.join(layers, "python"),
    ]
    sys.path[:0] = front
    if sdk:
        sys.meta_path.append(SdkFinder(sdk))
    python_path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return front + [entry for entry in python_path if entry and entry != _RUNTIME_DIR]


def _names_in(folders):
    """The modules that a function brings along: none of them may be imported ahead of time."""
    names = set()
    for folder in folders:
        try:
            names.update(entry.split(".")[0] for entry in os.listdir(folder))
        except OSError:
            pass
    return names


def _released():
    import select

    return bool(select.select([0], [], [], 0)[0])


def _hold(own_names, warm_sdk):
    """Imports what most functions need until the release comes, then takes it."""
    warm = list(_WARM)
    if warm_sdk and not own_names.intersection(_SDK):
        warm += _SDK_WARM
    for name in warm:
        if _released():
            break
        if name.split(".")[0] not in own_names:
            try:
                __import__(name)
            except ImportError:
                pass
    while True:
        part = os.read(0, 4096)
        if not part or b"\n" in part:
            break
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _add_site_names():
    # The site module is not run, for speed and to hide the machine's packages; these are its words.
    import _sitebuiltins

    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    builtins.help = _sitebuiltins._Helper()


def _handle(handler, headers, body, encode):
    """Body and content type of the answer."""
    context = LambdaContext(headers)
    if headers.get("content-type", "application/json") == "application/json":
        try:
            event = json.loads(body)
        except Exception as error:
            raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: {}".format(error))
    else:
        event = body
    result = handler(event, context)
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return encode(result).encode("utf-8"), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: {}".format(error))


def main():
    environ = os.environ
    take = environ.pop
    unix_path = take("_FOREBAY_RUNTIME_SOCKET", "")
    task = environ.get("LAMBDA_TASK_ROOT", "/var/task")
    own = _extend_path(task, take("_FOREBAY_LAYERS", "/opt"), take("_FOREBAY_PYTHON_SDK", ""))
    warm_sdk = take("_FOREBAY_WARM_SDK", "")
    _add_site_names()
    _hold(_names_in(own), warm_sdk)

    log = Log()
    request_ids = RequestIdFilter()
    json_format = _set_up_logging(log, request_ids)
    escape = sys.version_info < (3, 12)

    def encode(value):
        return Encoder(escape).encode(value)

    errors = Errors(log, json_format, encode)
    api = RuntimeApi(unix_path, environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = _load(environ.get("_HANDLER", ""))
    except Exception as error:
        result = errors.of(error, "")
        logging.warning(_INIT_WARNING)
        errors.write(result)
        body = encode(result).encode("utf-8", "replace")
        api.post("init/error", "application/json", body, result["errorType"], then_next=False)
        sys.exit(1)

    api.send_next()
    while True:
        status, headers, body = api.read()
        if status != 200:
            sys.exit(1)
        request_id = headers.get("lambda-runtime-aws-request-id", "")
        request_ids.request_id = request_id
        request_ids.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        trace = headers.get("lambda-runtime-trace-id")
        if trace is not None:
            environ["_X_AMZN_TRACE_ID"] = trace
        else:
            take("_X_AMZN_TRACE_ID", None)
        try:
            answer, content_type = _handle(handler, headers, body, encode)
        except Exception as error:
            result = errors.of(error, request_id)
            errors.write(result)
            answer = encode(result).encode("utf-8", "replace")
            # The traceback would keep the handler's variables alive until the next event.
            error.__traceback__ = None
            api.post(
                "invocation/%s/error" % request_id, "application/json", answer, result["errorType"]
            )
        else:
            api.post("invocation/%s/response" % request_id, content_type, answer)
