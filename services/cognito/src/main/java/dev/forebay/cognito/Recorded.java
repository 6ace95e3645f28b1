package dev.forebay.cognito;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Log;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Mail and text messages to users, which nothing here delivers. Kept for a week of the clock.
 * Thread-safe.
 */
final class Recorded {
  private static final String SCOPE = "cognito/recorded";
  private static final Duration KEPT = Duration.ofDays(7);
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 5;

  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;

  Recorded(StorageEngine engine, Clock clock, RandomGenerator random) {
    this.engine = engine;
    this.clock = clock;
    this.random = random;
  }

  /**
   * One message to one user.
   *
   * @param at when it was made
   * @param medium {@code EMAIL} or {@code SMS}
   * @param destination the address or number
   * @param userPoolId the pool
   * @param username the user
   * @param occasion as the trigger that may word it names it, such as {@code SignUp}
   * @param code the code in it
   * @param subject of a mail
   * @param message the text that the user would see
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({
    "at",
    "medium",
    "destination",
    "userPoolId",
    "username",
    "occasion",
    "code",
    "subject",
    "message"
  })
  record Entry(
      String at,
      String medium,
      String destination,
      String userPoolId,
      String username,
      String occasion,
      String code,
      @Nullable String subject,
      String message) {}

  void add(Entry entry) {
    Log log = engine.log(SCOPE);
    List<Log.Append> appends =
        List.of(
            new Log.Append(
                OperationId.random(random), encode(entry), clock.now(), Optional.empty()));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (log.append(appends).stream().allMatch(Log.AppendOutcome.Appended.class::isInstance)) {
        log.trim(log.positionAt(clock.now().minus(KEPT)));
        return;
      }
    }
    throw new StorageException("the storage cannot tell whether a message was recorded");
  }

  /** All that are kept, the oldest first. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    Log log = engine.log(SCOPE);
    Log.Position position = Log.Position.START;
    while (true) {
      List<Log.Entry> page = log.readAfter(position, PAGE, Long.MAX_VALUE);
      if (page.isEmpty()) {
        return all;
      }
      page.forEach(entry -> all.add(decode(entry.value())));
      position = page.getLast().position();
    }
  }

  private static Entry decode(Bytes value) {
    try {
      return Kind.JSON.readValue(value.toInputStream(), Entry.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bytes encode(Entry entry) {
    try {
      return Bytes.wrap(Kind.JSON.writeValueAsBytes(entry));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry can be written", e);
    }
  }
}
