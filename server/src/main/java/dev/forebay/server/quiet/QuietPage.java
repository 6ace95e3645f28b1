package dev.forebay.server.quiet;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Done;
import dev.forebay.server.admin.AdminAnswer;
import dev.forebay.server.admin.AdminPage;
import dev.forebay.server.admin.AdminRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /_forebay/quiet}: waits until nothing goes on. Thread-safe. */
public final class QuietPage {
  private static final String PATH = "/_forebay/quiet";
  private static final List<String> MEMBERS = List.of("before", "timeout");
  private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
  private static final int TIMED_OUT = 408;

  private final Quiet quiet;
  private final Clock clock;

  /**
   * A page.
   *
   * @param clock by which parts go
   */
  public QuietPage(Quiet quiet, Clock clock) {
    this.quiet = quiet;
    this.clock = clock;
  }

  /** The page. */
  public AdminPage page() {
    return AdminPage.post(PATH, this::answer);
  }

  /**
   * The answer.
   *
   * @param quiet whether all is quiet
   * @param now by the clock
   */
  @JsonPropertyOrder({"quiet", "now", "report"})
  record Answer(boolean quiet, String now, @JsonUnwrapped WorkReport report) {}

  private AdminAnswer answer(AdminRequest request) throws InterruptedException {
    Map<String, JsonNode> members = request.members(MEMBERS);
    Instant before = before(members.get("before"));
    Duration timeout = timeout(members.get("timeout"));
    Map<Done, Long> done = quiet.done();
    Quiet.Look look = quiet.await(before, timeout);
    return AdminAnswer.json(
        look.quiet() ? 200 : TIMED_OUT,
        new Answer(
            look.quiet(), clock.now().toString(), WorkReport.of(done, quiet.done(), look, before)));
  }

  private Instant before(@Nullable JsonNode value) {
    if (value == null) {
      return clock.now();
    }
    try {
      return Instant.parse(value.asText());
    } catch (DateTimeException e) {
      throw AdminRequest.invalid(
          "before must be an instant such as \"2026-01-31T12:00:00Z\", and not " + value);
    }
  }

  private static Duration timeout(@Nullable JsonNode value) {
    if (value == null) {
      return STANDARD_TIMEOUT;
    }
    if (value.isNumber()
        && value.asDouble() >= 0
        && value.asDouble() <= LONGEST_TIMEOUT.toSeconds()) {
      return Duration.ofMillis((long) (value.asDouble() * 1000));
    }
    throw AdminRequest.invalid("timeout must be 0 to 300 seconds, and not " + value);
  }
}
