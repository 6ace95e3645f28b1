package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
      Shell.Result result =
          Shell.at(here.endpoint(), scratch)
              .run("python3", SCRIPT.toString(), there.endpoint().toString());
      assertThat(result.status()).as(result.out() + result.err()).isZero();
    }
  }
}
