package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./forebay}, as the README says to use it. */
class LauncherTest {
  private static final String FOREBAY = Server.repository().resolve("forebay").toString();

  @TempDir Path folder;

  @Test
  void theQuickstartDeploysInvokesAndEnds() {
    Shell.Result result =
        shell()
            .run(
                FOREBAY,
                "quickstart",
                "--exit",
                "--port=0",
                "--data-dir=" + folder.resolve("data"));
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    assertThat(result.out())
        .contains("listening on http://127.0.0.1:")
        .containsPattern(" 3[01]\\.[0-9] s  received from the source")
        .containsSubsequence(
            "python-orders (python3.13)",
            "-> {\"orders\": 2, \"total\": 121}",
            "node-greeting (nodejs22.x)",
            "uploads/cat.png",
            "java-inventory (java25)",
            "-> {\"items\":12}",
            "shell-runtime (provided.al2023)",
            "-> {\"runtime\":\"sh\",\"echo\":{\"hello\": \"forebay\"}",
            "tried twice, then moved to quickstart-dead-orders",
            "-> {\"id\":\"q2\",\"amount\":-1}",
            "q1: received, started, succeeded, settled",
            "q2: received, started, failed, left, received, started, failed, left, deadLettered",
            "moved to the dead-letter queue",
            "reported to quickstart-failed-batches",
            "\"condition\":\"RetryAttemptsExhausted\",\"approximateInvokeCount\":2",
            "s2: received, started, failed,",
            "given up: ",
            "on-failure record delivered to arn:aws:sqs:",
            "done: the shard's checkpoint counts it as done",
            "bucket quickstart-uploads -> ways-hear",
            "| heard ObjectCreated:Put of cat-",
            "-> table -> stream ->",
            "rate(1 hour) -> ways-hear",
            "| heard Scheduled Event {}",
            "| heard PreSignUp_SignUp of ann",
            "| heard PostConfirmation_ConfirmSignUp of ann")
        .contains("| heard INSERT {\"key\": \"cat-", "| heard log line: stored cat-");
  }

  @Test
  void theQuickstartCanBeRunAgainOverTheSameState() {
    String data = "--data-dir=" + folder.resolve("data");
    assertThat(shell().run(FOREBAY, "quickstart", "--exit", "--port=0", data).status()).isZero();
    Shell.Result again = shell().run(FOREBAY, "quickstart", "--exit", "--port=0", data);
    assertThat(again.status()).as(again.out() + again.err()).isZero();
    assertThat(again.out()).contains("-> {\"orders\": 2, \"total\": 121}");
  }

  @Test
  void versionAndHelpAnswer() {
    assertThat(shell().run(FOREBAY, "version").out()).startsWith("forebay 0.").contains("(Java 25");
    assertThat(shell().run(FOREBAY, "help").out())
        .contains("start", "quickstart", "explain", "warmup");
    assertThat(shell().run(FOREBAY, "start", "--help").out())
        .contains("--sandbox.mode", "--durability");
  }

  @Test
  void aWrongCommandLineIsRefusedWithTheNearestRightOne() {
    Shell.Result flag = shell().run(FOREBAY, "start", "--prot=1");
    assertThat(flag.status()).isEqualTo(2);
    assertThat(flag.err()).contains("Unknown option: '--prot=1'", "--port");
    Shell.Result value = shell().run(FOREBAY, "start", "--durability=never");
    assertThat(value.status()).isEqualTo(1);
    assertThat(value.err())
        .contains("forebay: durability must be fsync, os or memory: 'never' (from --durability)");
  }

  @Test
  void aListenerForOthersNeedsUnknownKeysRefused() {
    Shell.Result result =
        shell()
            .run(
                FOREBAY,
                "start",
                "--host=0.0.0.0",
                "--port=0",
                "--data-dir=" + folder.resolve("data"));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("auth.unknown-keys=refuse");
  }

  @Test
  void aFolderThatIsNoJdkIsRefused() {
    Shell wrong = new Shell(folder, Map.of("FOREBAY_JAVA_HOME", folder.toString()));
    Shell.Result result = wrong.run(FOREBAY, "version");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("forebay: FOREBAY_JAVA_HOME is not a JDK 25: " + folder + "\n");
  }

  private Shell shell() {
    return new Shell(folder, Map.of());
  }
}
