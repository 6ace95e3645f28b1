package dev.forebay.wire.http;

import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests leave Jetty: each has a virtual thread of its own from here on. The last place
 * that catches what went wrong. Thread-safe.
 */
final class FrontHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(FrontHandler.class);

  private final AwsCalls awsCalls;
  private final RawCalls rawCalls;
  private final Clock wallClock;
  private final BodyBudget budget;
  private final Duration patience;
  private final RandomGenerator random;

  FrontHandler(
      AwsCalls awsCalls,
      RawCalls rawCalls,
      Clock wallClock,
      BodyBudget budget,
      Duration patience,
      RandomGenerator random) {
    this.awsCalls = awsCalls;
    this.rawCalls = rawCalls;
    this.wallClock = wallClock;
    this.budget = budget;
    this.patience = patience;
    this.random = random;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A call may take 15 minutes before its first byte; only reads and writes are on the clock.
    request.addIdleTimeoutListener(timeout -> false);
    Exchange exchange =
        new Exchange(
            request,
            response,
            RequestId.random(random),
            new RequestBody(request, wallClock, budget, patience));
    try {
      Optional<RawRoute> route =
          awsCalls.isBelowBucket(exchange) ? Optional.empty() : rawCalls.find(exchange.head());
      if (route.isPresent()) {
        rawCalls.serve(route.get(), exchange);
      } else {
        awsCalls.serve(exchange);
      }
      callback.succeeded();
    } catch (IOException e) {
      LOG.debug("Request {} was given up by its sender", exchange.requestId(), e);
      callback.failed(e);
    } catch (RuntimeException | Error e) {
      LOG.error("Request {} failed", exchange.requestId(), e);
      fail(exchange, callback, e);
    } finally {
      exchange.body().release();
    }
    return true;
  }

  private static void fail(Exchange exchange, Callback callback, Throwable failure) {
    if (exchange.isCommitted()) {
      callback.failed(failure);
      return;
    }
    try {
      exchange.send(PlainErrors.of(500, "InternalFailure", "An unknown error has occurred."));
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
  }
}
