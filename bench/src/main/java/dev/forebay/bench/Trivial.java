package dev.forebay.bench;

import dev.forebay.model.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/** A function that does next to nothing. Immutable. */
record Trivial(String runtime, String handler, Bytes zip) {
  private static final String JAVA =
      """
      import java.util.Map;

      public class Trivial {
        public Map<String, Object> handle(Map<String, Object> event) {
          return event;
        }
      }
      """;

  /** Speaks the Runtime API over one kept-open connection; reads whole answers into one buffer. */
  private static final String C =
      """
      #include <arpa/inet.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <unistd.h>

      int main(void) {
        char in[8192], out[512];
        struct sockaddr_in to = {.sin_family = AF_INET};
        char *api = getenv("AWS_LAMBDA_RUNTIME_API"), *colon = strchr(api, ':');
        to.sin_port = htons(atoi(colon + 1));
        *colon = 0;
        inet_pton(AF_INET, api, &to.sin_addr);
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, (struct sockaddr *)&to, sizeof to)) return 1;
        const char next[] =
            "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n";
        for (;;) {
          if (write(s, next, sizeof next - 1) < 0) return 1;
          int got = read(s, in, sizeof in - 1);
          if (got <= 0) return 1;
          in[got] = 0;
          char *id = strstr(in, "Request-Id: ");
          if (!id) return 1;
          int length = snprintf(out, sizeof out,
              "POST /2018-06-01/runtime/invocation/%.36s/response HTTP/1.1\r\n"
              "Host: runtime\r\nContent-Length: 7\r\n\r\n{\"n\":2}", id + 12);
          if (write(s, out, length) < 0) return 1;
          if (read(s, in, sizeof in - 1) <= 0) return 1;
        }
      }
      """;

  private static final String SHELL =
      """
      #!/bin/sh
      api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
      while :; do
        id=$(curl -s -o /tmp/event -D - "$api/next" | tr -d '\r' |
          sed -n 's/^Lambda-Runtime-Aws-Request-Id: //p')
        curl -s -d '{"n":2}' "$api/$id/response"
      done
      """;

  /** One for each language. */
  static List<Trivial> all(Path scratch) throws IOException, InterruptedException {
    return List.of(
        new Trivial(
            "python3.11", "handler.handle", Bytes.wrap(Zips.of("handler.py", Machine.PYTHON))),
        new Trivial(
            "python3.13", "handler.handle", Bytes.wrap(Zips.of("handler.py", Machine.PYTHON))),
        new Trivial("nodejs20.x", "index.handler", Bytes.wrap(Zips.of("index.js", Machine.NODE))),
        new Trivial("provided.al2023", "any", Bytes.wrap(Zips.of("bootstrap", bootstrap(scratch)))),
        new Trivial(
            "java25", "Trivial::handle", Bytes.wrap(Zips.of("Trivial.class", javaClass(scratch)))));
  }

  private static byte[] bootstrap(Path scratch) throws IOException, InterruptedException {
    Path source = Files.writeString(scratch.resolve("bootstrap.c"), C);
    Path program = scratch.resolve("bootstrap");
    try {
      Process compiler =
          new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
              .inheritIO()
              .start();
      if (compiler.waitFor() == 0) {
        return Files.readAllBytes(program);
      }
    } catch (IOException none) {
      System.err.println("no C compiler: the custom runtime is a shell script");
    }
    return SHELL.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] javaClass(Path scratch) throws IOException {
    Path source = Files.writeString(scratch.resolve("Trivial.java"), JAVA);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", scratch.toString(), source.toString());
    if (result != 0) {
      throw new IOException("the Java function does not compile");
    }
    return Files.readAllBytes(scratch.resolve("Trivial.class"));
  }
}
