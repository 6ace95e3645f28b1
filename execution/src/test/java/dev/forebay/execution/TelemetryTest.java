package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.execution.InvocationOutcome.Succeeded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(SandboxKind.class)
class TelemetryTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** An extension that subscribes with the variable REQUEST and prints what it is sent. */
  private static final String LISTENS =
      RawRuntime.PYTHON
          + """
          import threading
          server = socket.create_server(("127.0.0.1", 0))
          port = str(server.getsockname()[1])
          def http(connection):
              data = b""
              while b"\\r\\n\\r\\n" not in data:
                  data += connection.recv(65536)
              head, body = data.split(b"\\r\\n\\r\\n", 1)
              length = int(head.lower().split(b"content-length: ")[1].split(b"\\r\\n")[0])
              while len(body) < length:
                  body += connection.recv(65536)
              connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")
              connection.close()
              for event in json.loads(body):
                  print("sent", json.dumps(event), flush=True)
          def tcp(connection):
              for line in connection.makefile():
                  print("sent", line.strip(), flush=True)
          def listen():
              while True:
                  connection, _ = server.accept()
                  (tcp if "TCP" in request else http)(connection)
          request = os.environ["REQUEST"].replace("PORT", port)
          threading.Thread(target=listen, daemon=True).start()
          status, headers, body = call("POST", X + "register",
              {"Lambda-Extension-Name": "listener"}, '{"events":["INVOKE","SHUTDOWN"]}')
          me = {"Lambda-Extension-Identifier": headers["lambda-extension-identifier"]}
          for bad in os.environ.get("BAD", "").split("|"):
              if bad:
                  print(*call("PUT", os.environ["API"], me, bad)[::2], flush=True)
          print(*call("PUT", os.environ["API"], me, request)[::2], flush=True)
          while "SHUTDOWN" not in call("GET", X + "event/next", me)[2]:
              pass
          time.sleep(0.1)
          """;

  @TempDir Path folder;
  private final SandboxKind sandbox;
  private Rig rig;

  TelemetryTest(SandboxKind sandbox) {
    this.sandbox = sandbox;
  }

  @BeforeEach
  void open() {
    rig = new Rig(folder, sandbox);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private FunctionImage image(String api, String request, String bad) {
    return rig.function("telling")
        .bootstrap(RawRuntime.PYTHON + "print('init')\nsys.stdout.flush()\n" + SPEAKS)
        .layer("extensions/listener", LISTENS)
        .environment(Map.of("API", api, "REQUEST", request, "BAD", bad))
        .image();
  }

  private static final String SPEAKS =
      """
      def handler(body, headers):
          print("hello from the function", flush=True)
          return body
      serve(handler)
      """;

  private List<JsonNode> sent() {
    List<JsonNode> events = new ArrayList<>();
    for (String line : rig.log("telling")) {
      if (line.startsWith("sent ")) {
        try {
          events.add(JSON.readTree(line.substring(5)));
        } catch (IOException e) {
          throw new AssertionError(line, e);
        }
      }
    }
    return events;
  }

  private void awaitSent(String type) {
    rig.await(
        type, () -> sent().stream().anyMatch(event -> event.path("type").asText().equals(type)));
  }

  private JsonNode first(String type) {
    return sent().stream()
        .filter(event -> event.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow()
        .path("record");
  }

  @Test
  void aSubscriberIsSentAllThatHappensOverHttp() {
    FunctionImage image =
        image(
            "/2022-07-01/telemetry",
            """
            {"schemaVersion":"2022-12-13","types":["platform","function"],
             "buffering":{"timeoutMs":25},
             "destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:PORT"}}\
            """,
            "");

    InvocationOutcome outcome = rig.invoke(image, "1");
    assertThat(outcome).isInstanceOf(Succeeded.class);
    awaitSent("platform.report");

    assertThat(rig.log("telling"))
        .contains(
            "200 OK", "TELEMETRY\tName: listener\tState: Subscribed\tTypes: [Platform, Function]");
    assertThat(first("platform.initStart").path("phase").asText()).isEqualTo("init");
    assertThat(first("platform.initRuntimeDone").path("status").asText()).isEqualTo("success");
    assertThat(first("platform.initReport").path("metrics").path("durationMs").asDouble())
        .isPositive();
    assertThat(first("platform.telemetrySubscription").path("name").asText()).isEqualTo("listener");
    assertThat(first("platform.extension").path("state").asText()).isEqualTo("Ready");
    assertThat(first("platform.start").path("version").asText()).isEqualTo("$LATEST");
    JsonNode done = first("platform.runtimeDone");
    assertThat(done.path("status").asText()).isEqualTo("success");
    assertThat(done.path("metrics").path("producedBytes").asInt()).isEqualTo(1);
    assertThat(done.path("spans").findValuesAsText("name"))
        .containsExactly("responseLatency", "responseDuration", "runtimeOverhead");
    JsonNode report = first("platform.report").path("metrics");
    assertThat(report.path("memorySizeMB").asInt()).isEqualTo(256);
    assertThat(report.path("initDurationMs").asDouble()).isPositive();
    assertThat(sent())
        .filteredOn(event -> event.path("type").asText().equals("function"))
        .extracting(event -> event.path("record").asText())
        .contains("init", "hello from the function");
    assertThat(sent()).noneMatch(event -> event.path("type").asText().equals("extension"));
  }

  @Test
  void aSubscriberOfTheLogsApiIsSentLinesOverTcp() {
    FunctionImage image =
        image(
            "/2020-08-15/logs",
            """
            {"types":["platform","function"],"buffering":{"timeoutMs":25,"maxItems":1000},
             "destination":{"protocol":"TCP","port":PORT}}\
            """,
            "");

    rig.invoke(image, "1");
    awaitSent("platform.report");

    assertThat(first("platform.end").path("requestId").asText()).hasSize(36);
    assertThat(sent()).noneMatch(event -> event.path("type").asText().startsWith("platform.init"));
    assertThat(rig.log("telling"))
        .contains("200 OK", "LOGS\tName: listener\tState: Subscribed\tTypes: [Platform, Function]");
  }

  @Test
  void aBadSubscriptionIsRefusedWithItsReasons() {
    String uri =
        "\"destination\":{\"protocol\":\"HTTP\",\"URI\":\"http://sandbox.localdomain:8080\"}";
    FunctionImage image =
        image(
            "/2022-07-01/telemetry",
            "{\"types\":[\"platform\"],\"destination\":{\"protocol\":\"TCP\",\"port\":PORT}}",
            String.join(
                "|",
                "{\"destination\":{\"protocol\":\"HTTP\",\"URI\":\"http://sandbox.localdomain\"}}",
                "{\"types\":[\"function\"],\"buffering\":{\"timeoutMs\":1,\"maxItems\":1,\"maxBytes\":1},"
                    + uri
                    + "}",
                "{\"types\":[\"function\"],\"destination\":{\"protocol\":\"HTTP\","
                    + "\"URI\":\"http://example.org:80\"}}",
                "{\"types\":[\"all\"]," + uri + "}"));

    rig.invoke(image, "1");

    rig.await("the answers", () -> rig.log("telling").contains("200 OK"));
    assertThat(rig.log("telling"))
        .contains(
            refusal("types should not be empty; URI port is not provided"),
            refusal(
                "maxItems must be between 1000 and 10000; maxBytes must be between 262144 and"
                    + " 1048576; timeoutMs must be between 25 and 30000"),
            refusal("URI host must be sandbox.localdomain"),
            refusal("type is not supported: all"));
  }

  private static String refusal(String message) {
    return "400 {\"errorMessage\":\"" + message + "\",\"errorType\":\"ValidationError\"}";
  }
}
