package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.InvocationOutcome.FunctionFailed;
import dev.forebay.execution.InvocationOutcome.Succeeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(SandboxKind.class)
class ExtensionsTest {
  private static final String ECHO = RawRuntime.PYTHON + "serve(lambda body, headers: body)\n";

  /** An extension that registers for the events in the variable EVENTS and prints what it gets. */
  private static final String PRINTS =
      RawRuntime.PYTHON
          + """
          name = os.path.basename(sys.argv[0])
          status, headers, body = call("POST", X + "register", {"Lambda-Extension-Name": name},
              json.dumps({"events": os.environ["EVENTS"].split(",")}))
          me = {"Lambda-Extension-Identifier": headers.get("lambda-extension-identifier", "")}
          print("registered", status, body, flush=True)
          while True:
              status, headers, body = call("GET", X + "event/next", me)
              print(name, "got", body, flush=True)
              if "SHUTDOWN" in body:
                  break
              time.sleep(float(os.environ.get("LINGER", "0")))
          print(name, "ends", flush=True)
          """;

  @TempDir Path folder;
  private final SandboxKind sandbox;
  private Rig rig;

  ExtensionsTest(SandboxKind sandbox) {
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

  private static String answer(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).payload().toUtf8();
  }

  private void logHas(String name, String text) {
    rig.await(text, () -> rig.log(name).stream().anyMatch(line -> line.contains(text)));
  }

  @Nested
  class AnExternalExtension {
    @Test
    void isToldOfEventsAndOfTheEnd() {
      FunctionImage image =
          rig.function("watched")
              .bootstrap(ECHO)
              .layer("extensions/watcher", PRINTS)
              .environment(Map.of("EVENTS", "INVOKE,SHUTDOWN"))
              .image();

      assertThat(answer(rig.invoke(image, "1"))).isEqualTo("1");
      assertThat(answer(rig.invoke(image, "2"))).isEqualTo("2");
      rig.await("the end of the second", () -> rig.environments.counts().idle() == 1);
      rig.environments.drop(Rig.PLACE, "watched");

      logHas("watched", "watcher ends");
      assertThat(rig.log("watched"))
          .contains(
              "registered 200 {\"functionName\":\"watched\",\"functionVersion\":\"$LATEST\","
                  + "\"handler\":\"index.handler\"}",
              "EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]");
      assertThat(rig.log("watched"))
          .filteredOn(line -> line.startsWith("watcher got"))
          .hasSize(3)
          .satisfies(lines ->
              assertThat(lines.get(0))
                  .matches(
                      "watcher got \\{\"eventType\":\"INVOKE\",\"deadlineMs\":\\d{13},"
                          + "\"requestId\":\"\\S{36}\",\"invokedFunctionArn\":\"arn:aws:\\S+\","
                          + "\"tracing\":\\{\"type\":\"X-Amzn-Trace-Id\",\"value\":\"Root=.*\"}}"))
          .satisfies(lines ->
              assertThat(lines.get(2))
                  .matches(
                      "watcher got \\{\"eventType\":\"SHUTDOWN\","
                          + "\"shutdownReason\":\"SPINDOWN\",\"deadlineMs\":\\d{13}}"));
    }

    @Test
    void doesNotHoldUpTheAnswerButTheNextEventAndTheReport() {
      FunctionImage image =
          rig.function("slow")
              .bootstrap(ECHO)
              .layer("extensions/lingerer", PRINTS)
              .environment(Map.of("EVENTS", "INVOKE", "LINGER", "0.5"))
              .image();

      InvocationOutcome outcome = rig.invoke(image, "1");

      assertThat(((Succeeded) outcome).report().duration()).isLessThan(Duration.ofMillis(500));
      logHas("slow", "REPORT");
      String duration = rig.log("slow").getLast().split("\t", -1)[1];
      assertThat(Double.parseDouble(duration.split(" ", -1)[1])).isGreaterThanOrEqualTo(500);
    }

    @Test
    void getsFewerVariablesThanTheRuntime() {
      FunctionImage image =
          rig.function("variables")
              .bootstrap(ECHO)
              .layer(
                  "extensions/nosy",
                  PRINTS.replace(
                      "print(\"registered\"", "print(sorted(os.environ)); print(\"registered\""))
              .environment(Map.of("EVENTS", "SHUTDOWN"))
              .image();

      answer(rig.invoke(image, "1"));

      logHas("variables", "registered");
      assertThat(rig.log("variables").toString())
          .contains("'AWS_LAMBDA_FUNCTION_NAME'", "'AWS_SESSION_TOKEN'")
          .doesNotContain("'_HANDLER'", "'LAMBDA_TASK_ROOT'", "'AWS_LAMBDA_LOG_GROUP_NAME'");
    }

    @Test
    void thatExitsBeforeItHasRegisteredFailsTheInit() {
      FunctionImage image =
          rig.function("crashing")
              .bootstrap(ECHO)
              .layer("extensions/crasher", "#!/bin/sh\nexit 3\n")
              .image();

      FunctionFailed failed = (FunctionFailed) rig.invoke(image, "1");

      assertThat(failed.errorType()).isEqualTo("Extension.Crash");
      assertThat(failed.payload().toUtf8()).contains("\"errorType\":\"Extension.Crash\"");
    }

    @Test
    void thatReportsAnInitErrorFailsTheInit() {
      FunctionImage image =
          rig.function("failing")
              .bootstrap(ECHO)
              .layer(
                  "extensions/failer",
                  RawRuntime.PYTHON
                      + """
                      status, headers, body = call("POST", X + "register",
                          {"Lambda-Extension-Name": "failer"}, '{"events":[]}')
                      me = {"Lambda-Extension-Identifier": headers["lambda-extension-identifier"]}
                      print(*call("POST", X + "init/error", me)[::2], flush=True)
                      me["Lambda-Extension-Function-Error-Type"] = "Extension.NoConfig"
                      print(*call("POST", X + "init/error", me)[::2], flush=True)
                      time.sleep(60)
                      """)
              .image();

      FunctionFailed failed = (FunctionFailed) rig.invoke(image, "1");

      assertThat(failed.errorType()).isEqualTo("Extension.InitError");
      logHas("failing", "Extension.NoConfig");
      // Its process is ended at once, so that what it prints after its error may not be there.
      assertThat(rig.log("failing"))
          .contains(
              "403 {\"errorMessage\":\"Lambda-Extension-Function-Error-Type not found\","
                  + "\"errorType\":\"Extension.MissingHeader\"}",
              "EXTENSION\tName: failer\tState: InitError\tEvents: []"
                  + "\tError Type: Extension.NoConfig");
    }

    @Test
    void thatCrashesDuringAnEventFailsIt() {
      FunctionImage image =
          rig.function("crashing")
              .bootstrap(RawRuntime.PYTHON + "next()\ntime.sleep(60)\n")
              .layer("extensions/crasher", PRINTS.replace("if \"SHUTDOWN\" in body:", "if True:"))
              .environment(Map.of("EVENTS", "INVOKE"))
              .image();

      FunctionFailed failed = (FunctionFailed) rig.invoke(image, "1");

      assertThat(failed.errorType()).isEqualTo("Extension.Crash");
    }

    @Test
    void isToldOfATimeout() {
      FunctionImage image =
          rig.function("late")
              .bootstrap(RawRuntime.PYTHON + "next()\ntime.sleep(60)\n")
              .layer("extensions/watcher", PRINTS)
              .environment(Map.of("EVENTS", "SHUTDOWN"))
              .timeout(Duration.ofSeconds(1))
              .image();

      assertThat(((FunctionFailed) rig.invoke(image, "1")).errorType())
          .isEqualTo("Sandbox.Timedout");

      logHas("late", "watcher ends");
      assertThat(rig.log("late").toString()).contains("\"shutdownReason\":\"TIMEOUT\"");
    }
  }

  @Test
  void anInternalExtensionMayRegisterForInvokeOnlyAndOnlyDuringInit() {
    FunctionImage image =
        rig.function("inner")
            .bootstrap(
                RawRuntime.PYTHON
                    + """
                    def register(name, body):
                        client = Client()
                        headers = {"Lambda-Extension-Name": name} if name else {}
                        status, headers, text = client.call("POST", X + "register", headers, body)
                        print(status, text, flush=True)
                        return client, headers.get("lambda-extension-identifier")
                    register("", "{}")
                    register("a", "nonsense")
                    register("a", '{"events":["INVOKE","SHUTDOWN"]}')
                    register("a", '{"events":["OTHER"]}')
                    register("a", '{"events":[],"configurationKeys":["x"]}')
                    client, a = register("a", '{"events":["INVOKE"]}')
                    register("a", '{"events":["INVOKE"]}')
                    for headers in ({}, {"Lambda-Extension-Identifier": "x"},
                            {"Lambda-Extension-Identifier": "01234567-89ab-4def-8123-456789abcdef"}):
                        print(*Client().call("GET", X + "event/next", headers)[::2], flush=True)
                    import threading
                    def loop():
                        while True:
                            body = client.call("GET", X + "event/next",
                                {"Lambda-Extension-Identifier": a})[2]
                            print("internal got", json.loads(body)["eventType"], flush=True)
                    threading.Thread(target=loop, daemon=True).start()
                    id, headers, body = next()
                    register("late", '{"events":[]}')
                    respond(id, "done")
                    next()
                    """)
            .image();

    assertThat(answer(rig.invoke(image, "1"))).isEqualTo("done");

    logHas("inner", "internal got INVOKE");
    logHas("inner", "RegistrationClosed");
    List<String> replies =
        rig.log("inner").stream().filter(line -> line.matches("\\d{3} .*")).toList();
    assertThat(replies.get(0))
        .isEqualTo(refusal("Extension.InvalidExtensionName", "Empty extension name"));
    assertThat(replies.get(1)).contains("\"errorType\":\"InvalidRequestFormat\"");
    assertThat(replies.subList(2, 5))
        .containsExactly(
            refusal(
                "Extension.InvalidEventType",
                "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension"),
            refusal("Extension.InvalidEventType", "OTHER: ErrorInvalidEventType"),
            refusal(
                "InvalidRequestFormat",
                "configurationKeys are deprecated; use environment variables instead"));
    assertThat(replies.get(5)).startsWith("200 {\"functionName\":\"inner\"");
    assertThat(replies.subList(6, 11))
        .containsExactly(
            refusal(
                "Extension.InvalidExtensionState", "Extension with this name already registered"),
            refusal(
                "Extension.MissingExtensionIdentifier",
                "Missing Lambda-Extension-Identifier header"),
            refusal("Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier"),
            refusal(
                "Extension.UnknownExtensionIdentifier",
                "Unknown extension 01234567-89ab-4def-8123-456789abcdef"),
            refusal("Extension.RegistrationClosed", "Extension registration closed already"));
  }

  private static String refusal(String type, String message) {
    return "403 {\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}";
  }
}
