package dev.forebay.sns;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
 * What would have gone where nothing here leads: mail, text messages, devices, delivery streams.
 * Kept for a week of the clock. Thread-safe.
 */
final class Recorded {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCOPE = "sns/recorded";
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
   * One message to one recipient.
   *
   * @param at when it was published
   * @param endpoint the address, number or ARN
   * @param message the text that the recipient would see
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({
    "at",
    "protocol",
    "endpoint",
    "topicArn",
    "subscriptionArn",
    "messageId",
    "subject",
    "message"
  })
  record Entry(
      String at,
      String protocol,
      String endpoint,
      @Nullable String topicArn,
      @Nullable String subscriptionArn,
      String messageId,
      @Nullable String subject,
      String message) {}

  void add(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Log log = engine.log(SCOPE);
    List<Log.Append> appends =
        entries.stream()
            .map(entry ->
                new Log.Append(
                    OperationId.random(random), encode(entry), clock.now(), Optional.empty()))
            .toList();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (log.append(appends).stream().allMatch(Log.AppendOutcome.Appended.class::isInstance)) {
        log.trim(log.positionAt(clock.now().minus(KEPT)));
        return;
      }
    }
    throw new StorageException("the storage cannot tell whether messages were recorded");
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
      return JSON.readValue(value.toInputStream(), Entry.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bytes encode(Entry entry) {
    try {
      return Bytes.wrap(JSON.writeValueAsBytes(entry));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry can be written", e);
    }
  }
}
