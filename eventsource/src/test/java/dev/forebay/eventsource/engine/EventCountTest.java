package dev.forebay.eventsource.engine;

import static dev.forebay.eventsource.engine.EventCount.DELETED;
import static dev.forebay.eventsource.engine.EventCount.DROPPED;
import static dev.forebay.eventsource.engine.EventCount.FAILED_INVOKE;
import static dev.forebay.eventsource.engine.EventCount.FILTERED_OUT;
import static dev.forebay.eventsource.engine.EventCount.INVOKED;
import static dev.forebay.eventsource.engine.EventCount.ON_FAILURE_DESTINATION_DELIVERED;
import static dev.forebay.eventsource.engine.EventCount.POLLED;
import static dev.forebay.eventsource.engine.Site.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What is counted of a mapping's events. */
class EventCountTest {
  @TempDir Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final StorageEngine storage = MemoryEngine.open(clock);
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(storage, folder, clock);
    site.function("worker");
  }

  @AfterEach
  void close() {
    site.close();
    storage.close();
  }

  @Test
  void aQueuesEventsAreCountedAtEachStepAndForgottenWithTheirMapping() throws InterruptedException {
    String queue = site.queue("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "30"));
    site.functions.play(event -> {
      if (site.functions.events().size() == 1) {
        throw new ScriptedFunctions.Failure();
      }
      return "null";
    });
    String uuid =
        site.map(
            queue,
            mapping ->
                mapping.filterCriteria(criteria ->
                    criteria.filters(Filter.builder().pattern("{\"body\":[\"wanted\"]}").build())));
    site.send("orders", "not wanted");
    site.send("orders", "wanted");
    eventually(() -> site.functions.events().size() == 1 && site.left("orders") == 1);
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> site.left("orders") == 0);
    eventually(() ->
        counts(uuid)
            .equals(
                Map.of(
                    POLLED, 3L,
                    FILTERED_OUT, 1L,
                    INVOKED, 2L,
                    FAILED_INVOKE, 1L,
                    DROPPED, 0L,
                    ON_FAILURE_DESTINATION_DELIVERED, 0L,
                    DELETED, 2L)));
    site.call(DeleteEventSourceMappingRequest.builder().uuid(uuid).build());
    eventually(() -> site.engine.eventCounts().isEmpty());
  }

  @Test
  void aStreamsEventsThatAreGivenUpAreCountedAsDroppedAndDelivered() throws InterruptedException {
    String stream = site.stream("orders", 1);
    String dead = site.queue("dead", Map.of());
    site.functions.play(event -> {
      throw new ScriptedFunctions.Failure();
    });
    String uuid =
        site.map(
            stream,
            mapping ->
                mapping
                    .startingPosition("TRIM_HORIZON")
                    .maximumRetryAttempts(0)
                    .destinationConfig(
                        config -> config.onFailure(destination -> destination.destination(dead))));
    site.put("orders", "k", "poison");
    eventually(() -> site.left("dead") == 1);
    assertThat(counts(uuid))
        .containsEntry(POLLED, 1L)
        .containsEntry(INVOKED, 1L)
        .containsEntry(FAILED_INVOKE, 1L)
        .containsEntry(DROPPED, 1L)
        .containsEntry(DELETED, 0L);
    eventually(() -> counts(uuid).getOrDefault(ON_FAILURE_DESTINATION_DELIVERED, 0L) == 1);
  }

  private Map<EventCount, Long> counts(String uuid) {
    return site.engine.eventCounts().getOrDefault(uuid, Map.of());
  }
}
