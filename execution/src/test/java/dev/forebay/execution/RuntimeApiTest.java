package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.InvocationOutcome.Succeeded;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeApiTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig(folder, SandboxKind.PROCESS);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** Runs one event in a bootstrap; the lines it printed. */
  private List<String> run(String script) {
    FunctionImage image =
        rig.function("raw")
            .bootstrap(RawRuntime.PYTHON + HELPERS + script + "say('over')\n")
            .image();
    InvocationOutcome outcome = rig.invoke(image, "{}");
    assertThat(outcome).as("the logs are " + rig.log("raw")).isInstanceOf(Succeeded.class);
    rig.await("the end", () -> rig.log("raw").contains("over"));
    return rig.log("raw").stream()
        .filter(line -> !line.matches("(INIT_)?(START|END|REPORT).*") && !line.equals("over"))
        .toList();
  }

  private static final String HELPERS =
      """
      def say(*words):
          print(*words, flush=True)
      def other(method, path, headers={}, body=""):
          status, _, text = Client().call(method, path, headers, body)
          say(status, text)
      def raw(data):
          client = Client()
          client.send(data)
          status, _, text = client.reply()
          say(status, text)
          return client
      """;

  private static String transition(String from, String to) {
    return "403 {\"errorMessage\":\"State transition from "
        + from
        + " to "
        + to
        + " failed for runtime. Error: State transition is not allowed\","
        + "\"errorType\":\"InvalidStateTransition\"}";
  }

  private static final String INVALID_ID =
      "400 {\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}";

  @Test
  void callsThatAreNotAllowedInAStateAreRefusedByName() {
    List<String> lines =
        run(
            """
            other("POST", R + "invocation/x/response")
            id, headers, body = next()
            other("POST", R + "init/error")
            other("POST", R + "invocation/x/response")
            other("POST", R + "invocation/x/error")
            say(*respond(id, "1")[::2])
            other("POST", R + "invocation/" + id + "/response")
            other("POST", R + "invocation/" + id + "/error")
            """);

    assertThat(lines)
        .containsExactly(
            transition("Started", "InvocationResponse"),
            transition("Running", "InitError"),
            INVALID_ID,
            INVALID_ID,
            "202 {\"status\":\"OK\"}",
            transition("RuntimeResponseSentState", "InvocationResponse"),
            transition("RuntimeResponseSentState", "InvocationErrorResponse"));
  }

  @Test
  void askingAgainForTheNextEventWhileOneRunsGivesTheSameAgain() {
    List<String> lines =
        run(
            """
            id, headers, body = next()
            again = Client().call("GET", R + "invocation/next")[1]
            say(again["lambda-runtime-aws-request-id"] == id)
            respond(id, "1")
            """);

    assertThat(lines).containsExactly("True");
  }

  @Test
  void pathsAndMethodsThatAreNotThereAreRefused() {
    List<String> lines =
        run(
            """
            other("GET", "/2018-06-01/ping")
            other("GET", "/")
            other("POST", R + "invocation/next/")
            other("DELETE", R + "invocation/next")
            other("POST", R + "invocation/next?x=y")
            respond(next()[0], "1")
            """);

    assertThat(lines.getFirst()).isEqualTo("200 pong");
    assertThat(lines.subList(1, 5)).allMatch(line -> line.matches("40[45] \\{\"errorMessage.*"));
  }

  @Test
  void bytesThatAreNotHttpAreRefusedAndCutOff() {
    List<String> lines =
        run(
            """
            raw(b"nonsense\\r\\n\\r\\n")
            raw(b"GET / HTTP/1.1\\r\\nno colon\\r\\n\\r\\n")
            raw(b"POST / HTTP/1.1\\r\\nContent-Length: -1\\r\\n\\r\\n")
            raw(b"POST / HTTP/1.1\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\n")
            raw(b"POST / HTTP/1.1\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n")
            raw(b"GET / HTTP/1.1\\r\\nX: " + b"y" * 100000 + b"\\r\\n\\r\\n")
            raw(b"GET / HTTP/1.1\\r\\n" + b"X: y\\r\\n" * 200 + b"\\r\\n")
            client = raw(b"GET /x HTTP/1.1\\r\\nConnection: close\\r\\n\\r\\n")
            say("closed" if client.sock.recv(1) == b"" else "open")
            respond(next()[0], "1")
            """);

    assertThat(lines.subList(0, 5)).allMatch(line -> line.startsWith("400 "));
    assertThat(lines.subList(5, 7)).allMatch(line -> line.startsWith("431 "));
    assertThat(lines.get(7)).startsWith("404 ");
    assertThat(lines.get(8)).isEqualTo("closed");
  }

  @Test
  void aBodyMayWaitToBeAskedFor() {
    List<String> lines =
        run(
            """
            id, headers, body = next()
            client = Client()
            client.send(("POST %sinvocation/%s/response HTTP/1.1\\r\\nExpect: 100-continue\\r\\n"
                "Content-Length: 2\\r\\n\\r\\n" % (R, id)).encode())
            say(client.line()); client.line()
            client.send(b"42")
            say(client.reply()[0])
            """);

    assertThat(lines).containsExactly("HTTP/1.1 100 Continue", "202");
  }

  @Test
  void aConnectionThatClosesAfterwardsStillGetsItsEvent() {
    List<String> lines =
        run(
            """
            client = Client()
            status, headers, body = client.call("GET", R + "invocation/next", {"Connection": "close"})
            say(status, body, client.sock.recv(1) == b"")
            respond(headers["lambda-runtime-aws-request-id"], "1")
            """);

    assertThat(lines).containsExactly("200 {} True");
  }
}
