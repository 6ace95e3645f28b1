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

  /** The start of a bootstrap in bash: define {@code handle}, which sets {@code answer}. */
  static final String BASH =
      """
      #!/bin/bash
      exec 3<>/dev/tcp/${AWS_LAMBDA_RUNTIME_API%:*}/${AWS_LAMBDA_RUNTIME_API#*:}
      base=/2018-06-01/runtime/invocation

      head() {
        while IFS= read -r line <&3; do
          line=${line%$'\\r'}
          case $line in
            "") return ;;
            Lambda-Runtime-Aws-Request-Id:*) id=${line#*: } ;;
            Content-Length:*) length=${line#*: } ;;
          esac
        done
        exit 1
      }

      serve() {
        while :; do
          printf 'GET %s/next HTTP/1.1\\r\\n\\r\\n' "$base" >&3
          head
          IFS= read -r -N "$length" body <&3
          handle "$body"
          printf 'POST %s/%s/response HTTP/1.1\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \\
            "$base" "$id" "${#answer}" "$answer" >&3
          head
          IFS= read -r -N "$length" body <&3
        done
      }
      """;
}
