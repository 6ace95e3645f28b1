package dev.forebay.execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.execution.log.PlatformEvent;
import dev.forebay.execution.log.PlatformEvents;
import dev.forebay.execution.log.TelemetryTap;
import dev.forebay.model.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Telemetry API and its predecessor, the Logs API. Events of the init phase are kept, within
 * bounds, for extensions that subscribe in it. Thread-safe.
 */
final class Telemetry implements TelemetryTap {
  private static final int MOST_EARLY = 1000;

  /** Which of the two. */
  enum Api {
    TELEMETRY("Telemetry API", "Telemetry.SubscriptionClosed"),
    LOGS("Logs API", "Logs.SubscriptionClosed");

    private final String words;
    private final String closedType;

    Api(String words, String closedType) {
      this.words = words;
      this.closedType = closedType;
    }

    /** The answer to a request after the init phase. */
    ApiReply closed() {
      return Agents.forbidden(closedType, words + " subscription is closed already");
    }

    boolean carries(String type) {
      return switch (type) {
        case "platform.end", "platform.fault", "platform.logsSubscription" -> this == LOGS;
        case "platform.initStart",
            "platform.initRuntimeDone",
            "platform.initReport",
            "platform.telemetrySubscription" ->
            this == TELEMETRY;
        default -> true;
      };
    }
  }

  private record Subscription(Api api, Subscriber subscriber) {}

  private record Early(Category category, JsonNode event) {}

  private final ApiHost host;
  private final Clock wall;
  private final Function<PlatformEvent, JsonNode> envelope;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Subscription> byExtension = new HashMap<>();
  private volatile List<Subscription> subscriptions = List.of();
  private volatile @Nullable List<Early> early = new ArrayList<>();

  Telemetry(ApiHost host, Clock wall, Function<PlatformEvent, JsonNode> envelope) {
    this.host = host;
    this.wall = wall;
    this.envelope = envelope;
  }

  @Override
  public boolean wants(Category category) {
    if (early != null) {
      return true;
    }
    for (Subscription subscription : subscriptions) {
      if (subscription.subscriber().wants(category)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void publish(Category category, JsonNode event) {
    lock.lock();
    try {
      List<Early> kept = early;
      if (kept != null && kept.size() < MOST_EARLY) {
        kept.add(new Early(category, event));
      }
      for (Subscription subscription : subscriptions) {
        offer(subscription, category, event);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void offer(Subscription subscription, Category category, JsonNode event) {
    if (subscription.subscriber().wants(category)
        && subscription.api().carries(event.path("type").asText())) {
      subscription.subscriber().add(event);
    }
  }

  /** Subscribes an extension, in place of what it subscribed to before. */
  ApiReply subscribe(Api api, String extension, SubscriptionRequest request) {
    lock.lock();
    try {
      List<Early> kept = early;
      if (kept == null) {
        return api.closed();
      }
      Subscription before = byExtension.get(extension);
      if (before != null && before.api() != api) {
        return invalid("an extension may use the Telemetry API or the Logs API, not both");
      }
      if (before != null) {
        before.subscriber().close();
      }
      Subscription subscription =
          new Subscription(api, new Subscriber(request, host, wall, envelope));
      kept.forEach(one -> offer(subscription, one.category(), one.event()));
      byExtension.put(extension, subscription);
      subscriptions = List.copyOf(byExtension.values());
    } finally {
      lock.unlock();
    }
    List<String> types =
        request.types().stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
    host.said(PlatformEvents.subscription(api.name(), extension, types));
    return ApiReply.text("OK");
  }

  static ApiReply invalid(String reasons) {
    return ApiReply.error(400, "ValidationError", reasons);
  }

  /** The init phase is over: nobody may subscribe any more. */
  void seal() {
    lock.lock();
    try {
      early = null;
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits, for at most the span each. */
  void flush(Duration span) throws InterruptedException {
    for (Subscription subscription : subscriptions) {
      subscription.subscriber().flush(span);
    }
  }

  /** Ends all subscriptions. */
  void close() {
    subscriptions.forEach(subscription -> subscription.subscriber().close());
  }
}
