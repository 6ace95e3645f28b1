package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.e2e.Server;
import dev.forebay.e2e.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client that makes what it needs, puts things until its server is gone while it writes down what
 * was acknowledged, and checks what became of them.
 *
 * @param name of the script among the clients
 * @param folder where it keeps what it knows
 */
record PuttingScript(String name, Path folder) {
  /** Runs one of the script's commands, which must end well. */
  Shell.Result run(Server server, String command) {
    Shell.Result result =
        Shell.at(server.endpoint(), folder)
            .run(
                "python3",
                Path.of("src/test/clients", name).toAbsolutePath().toString(),
                command,
                folder.resolve("made.json").toString(),
                keys().toString());
    assertThat(result.status()).as(command + ": " + result.out() + result.err()).isZero();
    return result;
  }

  /** Kills the server when things were put for so long. */
  void killWhilePutting(Server server, Duration life) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Shell.Result> putting = threads.submit(() -> run(server, "put"));
      // The script has to load first.
      long before = keys().toFile().length();
      for (int i = 0; i < 600 && keys().toFile().length() == before; i++) {
        assertGoesOn(putting, 50);
      }
      // What ends a life is that its time is over; what is put by then is left to chance.
      assertGoesOn(putting, life.toMillis());
      server.kill();
      putting.get(60, TimeUnit.SECONDS);
    }
  }

  private static void assertGoesOn(Future<Shell.Result> putting, long millis) {
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> putting.get(millis, TimeUnit.MILLISECONDS));
  }

  private Path keys() {
    return folder.resolve("keys");
  }
}
