package dev.forebay.execution;

/** A custom runtime without a client library, for tests that must say each byte themselves. */
final class RawRuntime {
  private RawRuntime() {}

  /** The start of a bootstrap in Python: {@code call(method, path, headers, body)} and friends. */
  static final String PYTHON =
      """
      #!/usr/bin/python3 -S
      import os, socket, sys, time, json

      host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
      R = "/2018-06-01/runtime/"
      X = "/2020-01-01/extension/"

      class Client:
          def __init__(self):
              self.sock = socket.create_connection((host, int(port)))
              self.rest = b""

          def send(self, data):
              self.sock.sendall(data)

          def line(self):
              while b"\\n" not in self.rest:
                  data = self.sock.recv(65536)
                  if not data:
                      raise EOFError()
                  self.rest += data
              line, self.rest = self.rest.split(b"\\n", 1)
              return line.rstrip(b"\\r").decode()

          def reply(self):
              status = int(self.line().split(" ")[1])
              headers = {}
              while True:
                  line = self.line()
                  if not line:
                      break
                  name, value = line.split(": ", 1)
                  headers[name.lower()] = value
              length = int(headers.get("content-length", "0"))
              while len(self.rest) < length:
                  self.rest += self.sock.recv(65536)
              body, self.rest = self.rest[:length], self.rest[length:]
              return status, headers, body.decode()

          def call(self, method, path, headers={}, body=""):
              data = body.encode() if isinstance(body, str) else body
              head = "%s %s HTTP/1.1\\r\\nHost: %s\\r\\nContent-Length: %d\\r\\n" % (
                  method, path, host, len(data))
              for name, value in headers.items():
                  head += "%s: %s\\r\\n" % (name, value)
              self.send(head.encode() + b"\\r\\n" + data)
              return self.reply()

      main = Client()

      def call(method, path, headers={}, body=""):
          return main.call(method, path, headers, body)

      def next():
          status, headers, body = call("GET", R + "invocation/next")
          return headers["lambda-runtime-aws-request-id"], headers, body

      def respond(request_id, body):
          return call("POST", R + "invocation/" + request_id + "/response", {}, body)

      def serve(handler):
          while True:
              request_id, headers, body = next()
              respond(request_id, handler(body, headers))

      """;
}
