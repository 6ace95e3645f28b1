package dev.forebay.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String WORK = "arn:aws:lambda:us-east-1:000000000000:function:work";
  private static final Way ASYNC = new Way.Asynchronous(WORK);
  private static final Way QUEUE = new Way.Mapped("m-1", "arn:aws:sqs:::q", "", WORK);
  private static final Way SHARD = new Way.Mapped("m-2", "arn:aws:kinesis:::s", "0", WORK + ":7");

  private final VirtualClock clock = new VirtualClock(START);
  private final EventLog log = new EventLog(10, clock);

  private static Step started(String request) {
    return new Step.Started(request, Optional.empty(), 1);
  }

  private void note(Way way, List<String> events, Step step) {
    log.note(way, events, step);
    clock.advance(Duration.ofSeconds(1));
  }

  /** Each event found, as its id and the names of its steps. */
  private List<String> ask(EventQuery query) {
    return query.answer(log.kept().entries()).events().entrySet().stream()
        .map(event ->
            event.getKey().id()
                + ":"
                + event.getValue().stream()
                    .map(entry -> " " + entry.name())
                    .reduce("", String::concat))
        .toList();
  }

  private static final EventQuery ALL =
      new EventQuery(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          100);

  private void threeEvents() {
    note(ASYNC, List.of("r1"), new Step.Accepted());
    note(QUEUE, List.of("a"), new Step.Received(""));
    note(SHARD, List.of("49"), new Step.Received(""));
    note(QUEUE, List.of("a", "b"), started("r2"));
    note(ASYNC, List.of("r1"), started("r1"));
  }

  @Test
  void theNewestEventsComeFirstEachWithItsStepsInOrder() {
    threeEvents();
    assertThat(ask(ALL))
        .containsExactly(
            "b: started", "49: received", "a: received started", "r1: accepted started");
  }

  @Test
  void aMessageARecordAndARequestAreFoundByTheirIds() {
    threeEvents();
    Optional<String> none = Optional.empty();
    assertThat(
            ask(
                new EventQuery(
                    Optional.of("a"),
                    none,
                    none,
                    none,
                    none,
                    Optional.empty(),
                    Optional.empty(),
                    9)))
        .containsExactly("a: received started");
    assertThat(
            ask(
                new EventQuery(
                    none,
                    Optional.of("49"),
                    none,
                    none,
                    none,
                    Optional.empty(),
                    Optional.empty(),
                    9)))
        .containsExactly("49: received");
    assertThat(
            ask(
                new EventQuery(
                    none,
                    none,
                    Optional.of("r2"),
                    none,
                    none,
                    Optional.empty(),
                    Optional.empty(),
                    9)))
        .containsExactly("b: started", "a: received started");
  }

  @Test
  void aFunctionIsFoundByNameArnAndQualifiedArnAndAMappingByItsId() {
    threeEvents();
    for (String name : List.of("work", WORK)) {
      assertThat(ask(by(Optional.empty(), Optional.of(name)))).as(name).hasSize(4);
    }
    assertThat(ask(by(Optional.empty(), Optional.of("work:7")))).containsExactly("49: received");
    assertThat(ask(by(Optional.empty(), Optional.of("wor")))).isEmpty();
    assertThat(ask(by(Optional.of("m-2"), Optional.empty()))).containsExactly("49: received");
  }

  private static EventQuery by(Optional<String> mapping, Optional<String> function) {
    return new EventQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        mapping,
        function,
        Optional.empty(),
        Optional.empty(),
        9);
  }

  @Test
  void timeAndLimitNarrowTheAnswer() {
    threeEvents();
    EventQuery late =
        new EventQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(START.plusSeconds(3)),
            Optional.of(START.plusSeconds(3)),
            1);
    assertThat(ask(late)).containsExactly("b: started");
    assertThat(late.answer(log.kept().entries()).more()).isEqualTo(1);
  }

  @Test
  void theOldestStepsGoWhenThereAreTooManyAndABatchCountsForEachOfItsEvents() {
    for (int i = 0; i < 6; i++) {
      note(ASYNC, List.of("r" + i), new Step.Accepted());
    }
    note(QUEUE, List.of("a", "b", "c", "d", "e", "f"), started("r9"));
    assertThat(log.kept().entries()).hasSize(5);
    assertThat(log.kept().dropped()).isEqualTo(2);
    assertThat(ask(ALL)).endsWith("r2: accepted");
  }

  @Test
  void whatIsNotedIsReadAsItWasAcrossPages() {
    EventLog large = new EventLog(1_000_000, clock);
    for (int i = 0; i < 2_000; i++) {
      large.note(i % 2 == 0 ? ASYNC : QUEUE, List.of("é" + i, "b" + i), started("r" + i));
    }
    large.note(SHARD, List.of(), new Step.Settled("x".repeat(100_000)));
    List<EventLog.Entry> read = new ArrayList<>();
    large.kept().entries().forEach(read::add);
    assertThat(read).hasSize(2_001);
    for (int i = 0; i < 2_000; i++) {
      assertThat(read.get(i))
          .isEqualTo(
              new EventLog.Entry(
                  START,
                  i % 2 == 0 ? ASYNC : QUEUE,
                  List.of("é" + i, "b" + i),
                  "started",
                  "the function was called",
                  Optional.of("r" + i)));
    }
    assertThat(read.getLast().text()).hasSize(100_006);
    assertThat(read.getLast().requestId()).isEmpty();
  }

  @Test
  void wholePagesGoAsTheyGrowTooOldAndWhatIsKeptIsExact() {
    EventLog small = new EventLog(700, clock);
    for (int i = 0; i < 5_000; i++) {
      small.note(ASYNC, List.of("r" + i), new Step.Accepted());
    }
    List<String> kept = new ArrayList<>();
    small.kept().entries().forEach(entry -> kept.addAll(entry.events()));
    assertThat(kept).hasSize(700).startsWith("r4300").endsWith("r4999");
    assertThat(small.kept().dropped()).isEqualTo(4_300);
    assertThat(small.kept().pages()).hasSizeLessThan(5);
  }

  @Test
  void resetForgetsAll() {
    threeEvents();
    log.clear();
    assertThat(log.kept().entries()).isEmpty();
    assertThat(log.kept().dropped()).isZero();
  }
}
