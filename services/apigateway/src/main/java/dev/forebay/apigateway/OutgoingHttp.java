package dev.forebay.apigateway;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Requests to other servers. The client, which is costly to make, is made for the first of them:
 * most servers need none, and should start quickly. Thread-safe.
 */
final class OutgoingHttp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable HttpClient client;

  /** The client of all requests; it waits five seconds for a connection. */
  HttpClient client() {
    lock.lock();
    try {
      HttpClient made = client;
      if (made == null) {
        made =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        client = made;
      }
      return made;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (client != null) {
        client.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
