package dev.forebay.push;

import dev.forebay.model.RequestId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends over HTTP with the JDK's client, which is made when it is first needed. HTTP/1.1 only, as
 * AWS's services send. Thread-safe.
 */
final class HttpPosts implements AutoCloseable {
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable HttpClient client;
  private @Nullable ExecutorService threads;
  private boolean closed;

  Outcome send(Delivery.Http http, RequestId request) throws InterruptedException {
    HttpRequest.Builder message =
        HttpRequest.newBuilder(http.url())
            .timeout(http.timeout())
            .method(http.method(), HttpRequest.BodyPublishers.ofByteArray(http.body().toArray()));
    http.headers().forEach(message::header);
    try {
      HttpResponse<Void> answer =
          client().send(message.build(), HttpResponse.BodyHandlers.discarding());
      return outcome(http, answer.statusCode(), request);
    } catch (IOException e) {
      return new Outcome.Failed(
          new Outcome.Fault(
              e.getClass().getSimpleName(), String.valueOf(e.getMessage()), request.value()));
    }
  }

  private static Outcome outcome(Delivery.Http http, int status, RequestId request) {
    if (status >= 200 && status < 300) {
      return new Outcome.Arrived();
    }
    Outcome.Fault fault =
        new Outcome.Fault(
            Integer.toString(status), "the endpoint answered " + status, request.value());
    return status >= 500 || status == 429 || http.retried().contains(status)
        ? new Outcome.Failed(fault)
        : new Outcome.Refused(fault);
  }

  private HttpClient client() throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the server stops");
      }
      HttpClient known = client;
      if (known == null) {
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
        known =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECTING)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(workers)
                .build();
        threads = workers;
        client = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (client != null) {
        client.shutdownNow();
      }
      if (threads != null) {
        threads.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
