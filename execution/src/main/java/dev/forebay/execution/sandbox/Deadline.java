package dev.forebay.execution.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bounds blocking calls on channels that have no timeout of their own. */
final class Deadline {
  private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

  private Deadline() {}

  /** A call that blocks on a channel. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  /**
   * Makes the call; when it takes longer than the span, the channel is closed, which ends the call.
   *
   * @throws IOException what the call throws, or that its channel was closed
   */
  static <T> T within(Duration span, Closeable channel, Call<T> call) throws IOException {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    var _ =
        done.orTimeout(span.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(timeout -> {
              close(channel);
              return false;
            });
    try {
      return call.run();
    } finally {
      done.complete(true);
    }
  }

  private static void close(Closeable channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a channel that took too long", e);
    }
  }
}
