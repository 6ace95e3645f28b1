package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** What was acknowledged is there after a crash. */
class RestartTest {
  @TempDir Path data;

  @Test
  void functionsVersionsAndAliasesSurviveAKill() throws InterruptedException {
    try (Server server = Server.start(data);
        LambdaClient lambda = JavaSdkTest.client(server.endpoint())) {
      JavaSdkTest.create(lambda, "stays", "def handle(event, context):\n    return 'here'\n");
      lambda.publishVersion(request -> request.functionName("stays"));
      lambda.createAlias(
          request -> request.functionName("stays").name("live").functionVersion("1"));
      server.kill();
    }
    try (Server server = Server.start(data);
        LambdaClient lambda = JavaSdkTest.client(server.endpoint())) {
      assertThat(
              lambda
                  .invoke(request -> request.functionName("stays").qualifier("live"))
                  .payload()
                  .asUtf8String())
          .isEqualTo("\"here\"");
    }
  }

  @Test
  void anAcceptedEventRunsAfterAKill() throws InterruptedException {
    try (Server server = Server.start(data);
        LambdaClient lambda = JavaSdkTest.client(server.endpoint())) {
      JavaSdkTest.create(
          lambda,
          "slow",
          "import time\ndef handle(event, context):\n    print('got', event['n'])\n    time.sleep(event['s'])\n");
      lambda.invoke(request ->
          request
              .functionName("slow")
              .invocationType("Event")
              .payload(SdkBytes.fromUtf8String("{\"n\": 1, \"s\": 20}")));
      lambda.invoke(request ->
          request
              .functionName("slow")
              .invocationType("Event")
              .payload(SdkBytes.fromUtf8String("{\"n\": 2, \"s\": 0}")));
      server.kill();
    }
    try (Server server = Server.start(data)) {
      Shell shell = Shell.at(server.endpoint(), data);
      String log = "";
      for (int i = 0; i < 60 && !(log.contains("got 1") && log.contains("got 2")); i++) {
        log =
            shell
                .run(
                    Shell.AWS,
                    "logs",
                    "filter-log-events",
                    "--log-group-name",
                    "/aws/lambda/slow",
                    "--filter-pattern",
                    "got",
                    "--query",
                    "events[].message",
                    "--output",
                    "text")
                .out();
      }
      assertThat(log).contains("got 1", "got 2");
    }
  }

  @Test
  void aSecondProcessOnTheSameFolderIsRefused() {
    try (Server first = Server.start(data)) {
      Shell.Result second =
          Shell.at(first.endpoint(), data)
              .run(
                  Server.repository().resolve("forebay").toString(),
                  "start",
                  "--port=0",
                  "--data-dir=" + data);
      assertThat(second.status()).isEqualTo(1);
      assertThat(second.err()).contains(data.toString());
    }
  }
}
