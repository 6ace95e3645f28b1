package dev.forebay.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ChildStarterTest {
  @AutoClose private final ChildStarter starter = new ChildStarter();
  @TempDir private Path folder;

  @Test
  @Timeout(20)
  void aFifoThatNobodyReadsHoldsUpNoStart() throws Exception {
    Path fifo = folder.resolve("fifo");
    Process made = starter.start(new ProcessBuilder("mkfifo", fifo.toString()));
    assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();

    Process unread =
        starter.start(
            new ProcessBuilder("true")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(fifo.toFile())));
    Process next = starter.start(new ProcessBuilder("true"));

    assertThat(unread.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(next.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @Timeout(20)
  void aStartWhoseCallerIsInterruptedLeavesNoProcess() throws Exception {
    String span = "86391.25";
    for (int i = 0; i < 50; i++) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> starter.start(new ProcessBuilder("sleep", span)))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }

    // One thread starts all, so that those before this one are done with.
    starter.start(new ProcessBuilder("true")).waitFor(10, TimeUnit.SECONDS);
    while (ProcessHandle.current()
        .children()
        .anyMatch(child -> child.info().commandLine().orElse("").endsWith(span))) {
      Thread.onSpinWait();
    }
  }
}
