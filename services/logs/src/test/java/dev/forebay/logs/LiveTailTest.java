package dev.forebay.logs;

import static dev.forebay.logs.LogsBench.CALL;
import static dev.forebay.logs.LogsBench.PLACE;
import static dev.forebay.logs.LogsBench.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.EventStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionStart;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionUpdate;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;

class LiveTailTest {
  private static final String GROUP = PLACE.arn("logs", "log-group:g").toString();

  private final VirtualClock clock = new VirtualClock(LogsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final LogsBench bench = new LogsBench(engine, clock);

  @BeforeEach
  void create() {
    bench.create("g", "a", "b");
    bench.create("other", "a");
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  /** What a session sends. */
  private static final class Received implements EventStream {
    final BlockingQueue<SdkPojo> events = new LinkedBlockingQueue<>();

    @Override
    public void start(SdkPojo initialResponse) {}

    @Override
    public void send(String type, SdkPojo event) {
      events.add(event);
    }

    <T> T next(Class<T> type) throws InterruptedException {
      return type.cast(events.poll(10, TimeUnit.SECONDS));
    }

    List<LiveTailSessionLogEvent> until(int count) throws InterruptedException {
      List<LiveTailSessionLogEvent> found = new ArrayList<>();
      while (found.size() < count) {
        found.addAll(next(LiveTailSessionUpdate.class).sessionResults());
      }
      return found;
    }
  }

  private Thread session(StartLiveTailRequest request, Received received) {
    return Thread.ofVirtual().start(() -> bench.stream(CALL, "StartLiveTail", request, received));
  }

  private static StartLiveTailRequest.Builder tail() {
    return StartLiveTailRequest.builder().logGroupIdentifiers(GROUP);
  }

  @Test
  void showsWhatIsLoggedFromNowOnAndThePatternWants() throws InterruptedException {
    bench.put("g", "a", line(0, "ERROR before"));
    Received received = new Received();
    Thread session = session(tail().logEventFilterPattern("ERROR").build(), received);
    LiveTailSessionStart start = received.next(LiveTailSessionStart.class);
    assertThat(start.logGroupIdentifiers()).containsExactly(GROUP);
    assertThat(start.logEventFilterPattern()).isEqualTo("ERROR");
    bench.put("g", "a", line(1, "ERROR one"), line(2, "fine"));
    bench.put("other", "a", line(3, "ERROR elsewhere"));
    bench.logs.writer().append(CALL, "g", "b", List.of(line(4, "ERROR two")));
    List<LiveTailSessionLogEvent> events = received.until(2);
    assertThat(events)
        .extracting(LiveTailSessionLogEvent::message)
        .containsExactly("ERROR one", "ERROR two");
    assertThat(events.getFirst().logGroupIdentifier()).isEqualTo(GROUP);
    assertThat(events.getFirst().ingestionTime()).isEqualTo(LogsBench.NOW);
    session.interrupt();
    assertThat(session.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void keepsToStreamsAndLeavesOutWhatIsTooMuch() throws InterruptedException {
    Received received = new Received();
    Thread session = session(tail().logStreamNamePrefixes("b").build(), received);
    received.next(LiveTailSessionStart.class);
    bench.put("g", "a", line(0, "not this"));
    LogLine[] lines = new LogLine[600];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line(1, "line " + i);
    }
    bench.put("g", "b", lines);
    LiveTailSessionUpdate update = received.next(LiveTailSessionUpdate.class);
    while (update.sessionResults().isEmpty()) {
      update = received.next(LiveTailSessionUpdate.class);
    }
    assertThat(update.sessionMetadata().sampled()).isTrue();
    assertThat(update.sessionResults()).hasSize(500);
    session.interrupt();
    assertThat(session.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void endsAfterThreeHours() throws InterruptedException {
    Received received = new Received();
    BlockingQueue<AwsException> ends = new LinkedBlockingQueue<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            bench.stream(CALL, "StartLiveTail", tail().build(), received);
          } catch (AwsException e) {
            ends.add(e);
          }
        });
    received.next(LiveTailSessionStart.class);
    clock.advance(Duration.ofHours(3));
    AwsException end = ends.poll(10, TimeUnit.SECONDS);
    assertThat(end).isNotNull();
    assertThat(end.code()).isEqualTo("SessionTimeoutException");
  }

  @Test
  void refusesWhatAwsRefuses() {
    Received received = new Received();
    assertThatThrownBy(() ->
            bench.stream(
                CALL,
                "StartLiveTail",
                StartLiveTailRequest.builder().logGroupIdentifiers("g").build(),
                received))
        .hasMessageContaining("by its ARN");
    assertThatThrownBy(() ->
            bench.stream(
                CALL,
                "StartLiveTail",
                tail().logStreamNames("a").logStreamNamePrefixes("b").build(),
                received))
        .hasMessageContaining("mutually exclusive");
    assertThatThrownBy(() ->
            bench.stream(
                CALL,
                "StartLiveTail",
                StartLiveTailRequest.builder().logGroupIdentifiers(GROUP + "2").build(),
                received))
        .hasMessageContaining("The specified log group does not exist.");
  }
}
