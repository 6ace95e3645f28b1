package dev.forebay.apigateway;

import dev.forebay.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.RouteSettings;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * Holds the requests to a route to the rate and burst that its stage sets ("Throttle requests to
 * your HTTP APIs for better throughput in API Gateway"): a bucket of tokens for each route, filled
 * by the clock. Thread-safe.
 */
final class Throttle {
  /** Where a stage sets only one of them: the quotas of an account. */
  private static final double RATE = 10_000;

  private static final int BURST = 5_000;
  private static final double NANOS = 1e9;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Bucket> buckets = new HashMap<>();

  Throttle(Clock clock) {
    this.clock = clock;
  }

  private record Key(String api, String stage, String routeKey) {}

  /** What was left at a time. */
  private record Bucket(double tokens, Instant at) {}

  /** Whether one more request to the route may come now; takes its token if so. */
  boolean admits(Visit visit) {
    Stage stage = visit.site().stage();
    String routeKey = visit.route().routeKey();
    Optional<RouteSettings> limits = limits(stage, routeKey);
    if (limits.isEmpty()) {
      return true;
    }
    double rate = orElse(limits.get().throttlingRateLimit(), RATE);
    int burst = orElse(limits.get().throttlingBurstLimit(), BURST);
    Instant now = clock.now();
    Key key = new Key(visit.site().api().id(), stage.stageName(), routeKey);
    lock.lock();
    try {
      Bucket before = buckets.getOrDefault(key, new Bucket(burst, now));
      double filled = rate * Duration.between(before.at(), now).toNanos() / NANOS;
      double tokens = Math.min(burst, before.tokens() + Math.max(0, filled));
      boolean admitted = tokens >= 1;
      buckets.put(key, new Bucket(admitted ? tokens - 1 : tokens, now));
      return admitted;
    } finally {
      lock.unlock();
    }
  }

  // Those of the route, or else those of the stage, if they say anything about it.
  private static Optional<RouteSettings> limits(Stage stage, String routeKey) {
    Map<String, RouteSettings> routes = stage.routeSettings();
    return Optional.ofNullable(routes == null ? null : routes.get(routeKey))
        .filter(Throttle::isLimit)
        .or(() -> Optional.ofNullable(stage.defaultRouteSettings()).filter(Throttle::isLimit));
  }

  private static boolean isLimit(RouteSettings settings) {
    return settings.throttlingRateLimit() != null || settings.throttlingBurstLimit() != null;
  }

  private static <T> T orElse(@Nullable T value, T other) {
    return value == null ? other : value;
  }

  /** Forgets an API that was changed, whose routes begin with a full bucket. */
  void forget(String api) {
    lock.lock();
    try {
      buckets.keySet().removeIf(key -> key.api().equals(api));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all. */
  void reset() {
    lock.lock();
    try {
      buckets.clear();
    } finally {
      lock.unlock();
    }
  }
}
