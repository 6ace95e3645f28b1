package dev.forebay.server.quiet;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Clock;
import dev.forebay.model.SteeredClock;
import dev.forebay.model.activity.Done;
import dev.forebay.server.admin.AdminAnswer;
import dev.forebay.server.admin.AdminPage;
import dev.forebay.server.admin.AdminRequest;
import dev.forebay.wire.AwsException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code /_forebay/clock}: shows the clock, and steers it. Thread-safe. */
public final class ClockPage {
  private static final String PATH = "/_forebay/clock";
  private static final List<String> ORDERS = List.of("freeze", "advance", "resume");
  private static final Duration FARTHEST = Duration.ofDays(366);

  /** How long one order to advance waits for rest, in all. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SteeredClock clock;
  private final Clock wall;
  private final Quiet quiet;

  /**
   * A page of this clock.
   *
   * @param wall the real clock
   * @param quiet what is waited for at each instant at which something falls due
   */
  public ClockPage(SteeredClock clock, Clock wall, Quiet quiet) {
    this.clock = clock;
    this.wall = wall;
    this.quiet = quiet;
  }

  /** Its pages. */
  public List<AdminPage> pages() {
    return List.of(
        AdminPage.get(PATH, request -> AdminAnswer.json(Answer.of(clock.reading()))),
        AdminPage.post(PATH, this::steer));
  }

  /**
   * What the clock shows.
   *
   * @param state running or frozen
   * @param now ISO 8601
   * @param ahead of the real time, ISO 8601
   */
  @JsonPropertyOrder({"state", "now", "ahead"})
  record Answer(String state, String now, String ahead) {
    static Answer of(SteeredClock.Reading reading) {
      return new Answer(
          reading.state().name().toLowerCase(Locale.ROOT),
          reading.now().toString(),
          reading.ahead().toString());
    }
  }

  private AdminAnswer steer(AdminRequest request) throws InterruptedException {
    Map<String, JsonNode> orders = request.members(ORDERS);
    if (orders.size() != 1) {
      throw wrong("has " + (orders.isEmpty() ? "none of these" : "more than one of them"));
    }
    Map.Entry<String, JsonNode> order = orders.entrySet().iterator().next();
    switch (order.getKey()) {
      case "freeze" -> {
        checkTrue(order);
        clock.freeze();
      }
      case "resume" -> {
        checkTrue(order);
        clock.resume();
      }
      default -> {
        return advance(span(order.getValue()));
      }
    }
    return AdminAnswer.json(Answer.of(clock.reading()));
  }

  /**
   * The answer to an order to advance.
   *
   * @param settled whether all came to rest at each instant before the clock went on
   */
  @JsonPropertyOrder({"shown", "settled", "report"})
  record Advanced(@JsonUnwrapped Answer shown, boolean settled, @JsonUnwrapped WorkReport report) {}

  private AdminAnswer advance(Duration span) throws InterruptedException {
    Map<Done, Long> done = quiet.done();
    long end = wall.nanoTime() + PATIENCE.toNanos();
    boolean settled = clock.advance(span, () -> quiet.await(clock.now(), left(end)).quiet());
    // What falls due at the last instant of all belongs to it.
    Quiet.Look last = quiet.await(clock.now(), settled ? left(end) : Duration.ZERO);
    SteeredClock.Reading shown = clock.reading();
    return AdminAnswer.json(
        new Advanced(
            Answer.of(shown),
            settled && last.quiet(),
            WorkReport.of(done, quiet.done(), last, shown.now())));
  }

  private Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - wall.nanoTime()));
  }

  private static void checkTrue(Map.Entry<String, JsonNode> order) {
    if (!order.getValue().isBoolean() || !order.getValue().asBoolean()) {
      throw wrong("says " + order.getKey() + ": " + order.getValue());
    }
  }

  private static Duration span(JsonNode value) {
    Duration span;
    try {
      span =
          value.isNumber() ? seconds(value.decimalValue()) : Duration.parse(value.asText("none"));
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong("says advance: " + value);
    }
    if (span.isNegative() || span.compareTo(FARTHEST) > 0) {
      throw AdminRequest.invalid(
          "The clock can be advanced by 0 s to 366 days at a time, and not by " + value);
    }
    return span;
  }

  private static Duration seconds(BigDecimal seconds) {
    BigDecimal nanos = seconds.movePointRight(9);
    return Duration.ofNanos(nanos.longValueExact());
  }

  private static AwsException wrong(String what) {
    return AdminRequest.invalid(
        "The body must be {\"freeze\": true}, {\"advance\": \"PT1H\"} with an ISO 8601 duration or a"
            + " number of seconds, or {\"resume\": true}; this one "
            + what);
  }
}
