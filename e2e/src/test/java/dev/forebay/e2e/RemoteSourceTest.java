package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mappings whose queues and streams are those of another server. */
class RemoteSourceTest {
  private static final Path SCRIPT = Path.of("src/test/clients/remote.py").toAbsolutePath();

  @TempDir Path far;
  @TempDir Path near;
  @TempDir Path scratch;

  @Test
  void aQueueAndAStreamOfAnotherServerFeedAFunctionHere() {
    try (Server there = Server.start(far);
        Server here =
            Server.start(
                near,
                "--remote.sqs=" + there.endpoint(),
                "--remote.kinesis=" + there.endpoint(),
                "--remote.key=test:test")) {
      allHold(here, there.endpoint().toString(), List.of());
    }
  }

  @Test
  void aQueueOfElasticMqFeedsAFunctionHere() {
    SQSRestServer there = SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    try {
      String endpoint = "http://127.0.0.1:" + there.waitUntilStarted().localAddress().getPort();
      try (Server here = Server.start(near, "--remote.sqs=" + endpoint, "--remote.key=test:test")) {
        allHold(
            here,
            endpoint,
            List.of(
                "a_queue_elsewhere_feeds_a_function_here", "a_queue_that_is_nowhere_is_refused"));
      }
    } finally {
      there.stopAndWait();
    }
  }

  private void allHold(Server here, String there, List<String> checks) {
    Shell.Result result =
        Shell.at(here.endpoint(), scratch)
            .run(
                Stream.concat(Stream.of("python3", SCRIPT.toString(), there), checks.stream())
                    .toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isZero();
  }
}
