package dev.forebay.eventsource.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Qualifier;
import dev.forebay.model.Region;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MappingsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("us-east-1"));

  private final VirtualClock clock = new VirtualClock(START);
  private final StorageEngine storage = MemoryEngine.open(clock);
  private final Mappings mappings = new Mappings(storage, clock, new Random(1));
  private final List<Mapping> told = new ArrayList<>();

  @Test
  void aMappingComesBackFromStorageAsItWas() {
    Mapping mapping =
        new Mapping(
            new MappingId(PLACE, new UUID(1, 2)),
            new FunctionTarget(new FunctionId(PLACE, "f"), Optional.of(new Qualifier("live"))),
            new EventSource.Consumer(
                arn("arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1"),
                arn("arn:aws:kinesis:us-east-1:123456789012:stream/s"),
                new StartingPosition.AtTimestamp(START)),
            new Options(
                7,
                Duration.ofSeconds(8),
                true,
                new StreamOptions(
                    3,
                    true,
                    Optional.of(2),
                    Optional.of(Duration.ofSeconds(90)),
                    Duration.ofSeconds(30),
                    Optional.of(arn("arn:aws:sqs:us-east-1:123456789012:dead"))),
                new QueueOptions(
                    Optional.empty(), Optional.of(new QueueOptions.ProvisionedPollers(2, 9)))),
            List.of("{\"a\":[1]}"),
            new Mapping.Status(MappingState.CREATING, true, "User action", START, 1),
            new Recorded(Optional.of("arn:aws:kms:x"), Optional.of(List.of("EventCount"))),
            Map.of("k", "v"));
    mappings.start(told::add);
    mappings.create(mapping);

    assertThat(mappings.all()).containsExactly(mapping);
    assertThat(told).containsExactly(mapping);
  }

  @Test
  void withoutAnEngineEverythingIsReachedAtOnce() {
    Mapping queue = queue(1, "f", "q", true);
    mappings.create(queue);
    assertThat(state(queue)).contains(MappingState.ENABLED);

    mappings.change(queue.id(), "update", now -> to(now, MappingState.DISABLING, false));
    assertThat(state(queue)).contains(MappingState.DISABLED);

    mappings.change(queue.id(), "update", now -> to(now, MappingState.DELETING, false));
    assertThat(state(queue)).isEmpty();
  }

  @Test
  void aStateIsReachedWhenTheEngineSaysSo() {
    mappings.start(told::add);
    Mapping queue = queue(1, "f", "q", true);
    mappings.create(queue);
    assertThat(state(queue)).contains(MappingState.CREATING);
    assertThat(told.getLast().wanted()).isEqualTo(Mapping.Wanted.RUNNING);
    mappings.reached(told.getLast());
    assertThat(state(queue)).contains(MappingState.ENABLED);

    mappings.change(queue.id(), "update", now -> to(now, MappingState.DISABLING, false));
    assertThat(told.getLast().wanted()).isEqualTo(Mapping.Wanted.STOPPED);
    mappings.reached(told.getLast());
    assertThat(state(queue)).contains(MappingState.DISABLED);

    mappings.change(queue.id(), "update", now -> to(now, MappingState.DELETING, false));
    assertThat(told.getLast().wanted()).isEqualTo(Mapping.Wanted.GONE);
    assertThat(state(queue)).contains(MappingState.DELETING);
    mappings.reached(told.getLast());
    assertThat(state(queue)).isEmpty();
    mappings.create(queue(2, "f", "q", true));
  }

  @Test
  void nothingChangesWhileAChangeIsUnderWay() {
    mappings.start(told::add);
    Mapping queue = queue(1, "f", "q", true);
    mappings.create(queue);

    assertThatThrownBy(() ->
            mappings.change(queue.id(), "update", now -> to(now, MappingState.DELETING, false)))
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> assertThat(error.code()).isEqualTo("ResourceInUseException"));
  }

  @Test
  void anEngineOfALaterStartFindsWhatWasUnderWay() {
    mappings.start(told::add);
    Mapping queue = queue(1, "f", "q", true);
    mappings.create(queue);

    Mappings later = new Mappings(storage, clock, new Random(2));
    List<Mapping> found = later.start(told::add);
    assertThat(found).containsExactly(queue);
    later.reached(found.getFirst());
    assertThat(state(queue)).contains(MappingState.ENABLED);
  }

  @Test
  void theEngineDisablesAMappingWithAReason() {
    mappings.start(told::add);
    Mapping queue = queue(1, "f", "q", true);
    mappings.create(queue);
    mappings.reached(queue);

    mappings.disabled(queue, "EVENT_SOURCE_AUTHZ_ERROR");
    Mapping.Status status = mappings.find(queue.id()).orElseThrow().status();
    assertThat(status.state()).isEqualTo(MappingState.DISABLED);
    assertThat(status.enabled()).isFalse();
    assertThat(status.reason()).isEqualTo("EVENT_SOURCE_AUTHZ_ERROR");
    assertThat(told).hasSize(1);
  }

  @Test
  void oldNewsOfTheEngineChangeNothing() {
    mappings.start(told::add);
    Mapping queue = queue(1, "f", "q", true);
    mappings.create(queue);
    mappings.reached(queue);
    mappings.change(queue.id(), "update", now -> to(now, MappingState.DISABLING, false));

    mappings.reached(queue);
    mappings.disabled(queue, "late");
    assertThat(state(queue)).contains(MappingState.DISABLING);
  }

  @Test
  void theLastResultOutlivesARestart() {
    Mapping queue = queue(1, "f", "q", true);
    mappings.create(queue);
    assertThat(mappings.lastResult(queue.id())).isEmpty();
    mappings.processed(queue.id(), "PROBLEM: Function call failed");
    mappings.processed(queue.id(), "OK");

    Mappings later = new Mappings(storage, clock, new Random(2));
    assertThat(later.lastResult(queue.id())).contains("OK");
  }

  @Test
  void oneSourceAndFunctionHaveOneMapping() {
    mappings.create(queue(1, "f", "q", true));
    mappings.create(queue(2, "g", "q", true));
    Mapping moving = queue(3, "f", "p", true);
    mappings.create(moving);

    assertThatThrownBy(() -> mappings.create(queue(4, "f", "q", true)))
        .hasMessage(
            "An event source mapping with SQS arn (\" arn:aws:sqs:us-east-1:123456789012:q \") and"
                + " function (\" f \") already exists. Please update or delete the existing mapping"
                + " with UUID 00000000-0000-0000-0000-000000000001");
    assertThat(mappings.all()).hasSize(3);
  }

  private Optional<MappingState> state(Mapping mapping) {
    return mappings.find(mapping.id()).map(found -> found.status().state());
  }

  private static Mapping to(Mapping mapping, MappingState state, boolean enabled) {
    Mapping.Status before = mapping.status();
    return mapping.with(
        new Mapping.Status(
            state, enabled, before.reason(), before.modified(), before.version() + 1));
  }

  private static Mapping queue(long number, String function, String queue, boolean enabled) {
    return new Mapping(
        new MappingId(PLACE, new UUID(0, number)),
        new FunctionTarget(new FunctionId(PLACE, function), Optional.empty()),
        new EventSource.Queue(arn("arn:aws:sqs:us-east-1:123456789012:" + queue)),
        Options.OF_QUEUES,
        List.of(),
        new Mapping.Status(MappingState.CREATING, enabled, "USER_INITIATED", START, 1),
        Recorded.NONE,
        Map.of());
  }

  private static Arn arn(String text) {
    return Arn.parse(text).orElseThrow();
  }
}
