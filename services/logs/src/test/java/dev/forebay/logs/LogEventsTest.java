package dev.forebay.logs;

import static dev.forebay.logs.LogsBench.NOW;
import static dev.forebay.logs.LogsBench.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

class LogEventsTest {
  private final VirtualClock clock = new VirtualClock(LogsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private LogsBench bench;

  @BeforeEach
  void open() {
    bench = new LogsBench(engine, clock);
    bench.create("g", "a", "b");
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private static void invalid(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> assertThat(error.code()).isEqualTo("InvalidParameterException"))
        .hasMessage(message);
  }

  @Nested
  class PutLogEvents {
    @Test
    void refusesABatchThatIsOutOfOrder() {
      invalid(
          () -> bench.put("g", "a", line(1, "x"), line(0, "x")),
          "Log events in a single PutLogEvents request must be in chronological order.");
    }

    @Test
    void refusesABatchThatSpansMoreThanADay() {
      invalid(
          () -> bench.put("g", "a", line(-86_401, "x"), line(0, "x")),
          "The batch of log events in a single PutLogEvents request cannot span more than 24"
              + " hours.");
      assertThat(bench.put("g", "a", line(-86_400, "x"), line(0, "x")).rejectedLogEventsInfo())
          .isNull();
    }

    @Test
    void counts26BytesForEachEventBesidesItsText() {
      LogLine most = line(0, "x".repeat(1_048_576 - 26));
      assertThat(bench.put("g", "a", most).nextSequenceToken()).isNotEmpty();
      invalid(
          () -> bench.put("g", "a", line(0, "x".repeat(1_048_576 - 25))),
          "Upload too large: 1048577 bytes exceeds limit of 1048576");
    }

    @Test
    void saysWhichEventsAreTooOldTooNewOrExpired() {
      long day = 24 * 3600;
      assertThat(
              bench
                  .put("g", "a", line(-14 * day - 1, "x"), line(-14 * day, "kept"))
                  .rejectedLogEventsInfo())
          .isEqualTo(RejectedLogEventsInfo.builder().tooOldLogEventEndIndex(1).build());
      assertThat(bench.put("g", "a", line(7200, "kept"), line(7201, "x")).rejectedLogEventsInfo())
          .isEqualTo(RejectedLogEventsInfo.builder().tooNewLogEventStartIndex(1).build());
      assertThat(all("a")).containsExactly("kept", "kept");
    }
  }

  private GetLogEventsResponse get(GetLogEventsRequest.Builder request) {
    return bench.call(
        request.logGroupName("g").logStreamName("a").build(), GetLogEventsResponse.class);
  }

  private List<String> all(String stream) {
    return bench
        .call(
            GetLogEventsRequest.builder()
                .logGroupName("g")
                .logStreamName(stream)
                .startFromHead(true)
                .build(),
            GetLogEventsResponse.class)
        .events()
        .stream()
        .map(OutputLogEvent::message)
        .toList();
  }

  private static List<String> messages(GetLogEventsResponse response) {
    return response.events().stream().map(OutputLogEvent::message).toList();
  }

  @Nested
  class GetLogEvents {
    @BeforeEach
    void put() {
      for (int i = 0; i < 10; i++) {
        bench.put("g", "a", line(i - 10, "m" + i));
      }
    }

    @Test
    void answersTheLastOnesFirstAndPagesBackward() {
      GetLogEventsResponse last = get(GetLogEventsRequest.builder().limit(4));
      assertThat(messages(last)).containsExactly("m6", "m7", "m8", "m9");
      GetLogEventsResponse before =
          get(GetLogEventsRequest.builder().limit(4).nextToken(last.nextBackwardToken()));
      assertThat(messages(before)).containsExactly("m2", "m3", "m4", "m5");
      GetLogEventsResponse first =
          get(GetLogEventsRequest.builder().limit(4).nextToken(before.nextBackwardToken()));
      assertThat(messages(first)).containsExactly("m0", "m1");
      GetLogEventsResponse none =
          get(GetLogEventsRequest.builder().nextToken(first.nextBackwardToken()));
      assertThat(none.events()).isEmpty();
      assertThat(none.nextBackwardToken()).isEqualTo(first.nextBackwardToken());
      assertThat(
              messages(
                  get(GetLogEventsRequest.builder().limit(2).nextToken(none.nextForwardToken()))))
          .containsExactly("m0", "m1");
    }

    @Test
    void pagesForwardFromTheHeadAndStaysPutAtTheEnd() {
      GetLogEventsResponse first = get(GetLogEventsRequest.builder().limit(6).startFromHead(true));
      assertThat(messages(first)).containsExactly("m0", "m1", "m2", "m3", "m4", "m5");
      assertThat(first.nextForwardToken()).matches("f/[0-9]{56}/s");
      assertThat(first.nextBackwardToken()).matches("b/[0-9]{56}/s");
      GetLogEventsResponse rest =
          get(GetLogEventsRequest.builder().nextToken(first.nextForwardToken()));
      assertThat(messages(rest)).containsExactly("m6", "m7", "m8", "m9");
      GetLogEventsResponse none =
          get(GetLogEventsRequest.builder().nextToken(rest.nextForwardToken()));
      assertThat(none.events()).isEmpty();
      assertThat(none.nextForwardToken()).isEqualTo(rest.nextForwardToken());
      assertThat(
              messages(
                  get(GetLogEventsRequest.builder().limit(2).nextToken(none.nextBackwardToken()))))
          .containsExactly("m8", "m9");
      bench.put("g", "a", line(5, "later"));
      assertThat(messages(get(GetLogEventsRequest.builder().nextToken(none.nextForwardToken()))))
          .containsExactly("later");
    }

    @Test
    void keepsToTheTimesWithTheEndLeftOut() {
      assertThat(
              messages(
                  get(
                      GetLogEventsRequest.builder()
                          .startTime(NOW - 8000)
                          .endTime(NOW - 5000)
                          .startFromHead(true))))
          .containsExactly("m2", "m3", "m4");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "f/1/s", "x/00000000000000000000000000000000000000000000000000000000/s"})
    void refusesATokenThatItNeverGave(String token) {
      invalid(
          () -> get(GetLogEventsRequest.builder().nextToken(token)),
          "The specified nextToken is invalid.");
    }

    @Test
    void cutsAPageAtAMebibyte() {
      for (int i = 0; i < 4; i++) {
        bench.put("g", "b", line(i, "x".repeat(400_000)));
      }
      assertThat(all("b")).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void eventsComeInOrderOfTheirTimesHoweverTheyArrived(long seed) {
    Random random = new Random(seed);
    List<LogLine> expected = new ArrayList<>();
    for (int batch = 0; batch < 40; batch++) {
      long start = random.nextInt(300);
      List<LogLine> lines =
          IntStream.range(0, 1 + random.nextInt(20))
              .mapToObj(i -> line(-random.nextInt(1 + random.nextInt(40)) - start, "x"))
              .sorted(Comparator.comparingLong(LogLine::timestamp))
              .toList();
      List<LogLine> named = new ArrayList<>();
      for (LogLine line : lines) {
        named.add(new LogLine(line.timestamp(), "e" + expected.size() + named.size()));
      }
      bench.put("g", "a", named.toArray(LogLine[]::new));
      expected.addAll(named);
    }
    expected.sort(Comparator.comparingLong(LogLine::timestamp));
    List<String> wanted = expected.stream().map(LogLine::message).toList();

    List<String> forward = new ArrayList<>();
    GetLogEventsResponse page = get(GetLogEventsRequest.builder().limit(7).startFromHead(true));
    while (!page.events().isEmpty()) {
      forward.addAll(messages(page));
      page = get(GetLogEventsRequest.builder().limit(7).nextToken(page.nextForwardToken()));
    }
    List<String> backward = new ArrayList<>();
    page = get(GetLogEventsRequest.builder().limit(7));
    while (!page.events().isEmpty()) {
      backward.addAll(0, messages(page));
      page = get(GetLogEventsRequest.builder().limit(7).nextToken(page.nextBackwardToken()));
    }
    assertThat(forward).isEqualTo(wanted);
    assertThat(backward).isEqualTo(wanted);
    assertThat(filterAll(FilterLogEventsRequest.builder().limit(5)))
        .extracting(FilteredLogEvent::message)
        .isEqualTo(wanted);
  }

  private List<FilteredLogEvent> filterAll(FilterLogEventsRequest.Builder request) {
    List<FilteredLogEvent> events = new ArrayList<>();
    FilterLogEventsResponse page;
    do {
      page = bench.call(request.logGroupName("g").build(), FilterLogEventsResponse.class);
      events.addAll(page.events());
      request.nextToken(page.nextToken());
    } while (page.nextToken() != null);
    return events;
  }

  @Nested
  class FilterLogEvents {
    @BeforeEach
    void put() {
      bench.put("g", "a", line(-30, "ERROR one"), line(-10, "fine two"), line(-1, "ERROR three"));
      bench.put("g", "b", line(-20, "ERROR four"), line(-10, "{\"level\":\"ERROR\",\"n\":5}"));
    }

    @Test
    void interleavesTheStreams() {
      assertThat(filterAll(FilterLogEventsRequest.builder()))
          .extracting(FilteredLogEvent::logStreamName, FilteredLogEvent::timestamp)
          .containsExactly(
              tuple("a", NOW - 30_000),
              tuple("b", NOW - 20_000),
              tuple("a", NOW - 10_000),
              tuple("b", NOW - 10_000),
              tuple("a", NOW - 1_000));
    }

    @Test
    void findsByPatternPageByPage() {
      assertThat(filterAll(FilterLogEventsRequest.builder().filterPattern("ERROR one").limit(1)))
          .extracting(FilteredLogEvent::message)
          .containsExactly("ERROR one");
      assertThat(filterAll(FilterLogEventsRequest.builder().filterPattern("{ $.n > 4 }")))
          .extracting(FilteredLogEvent::logStreamName)
          .containsExactly("b");
    }

    @Test
    void keepsToStreamsByNameOrPrefixAndToTheTimesWithBothEnds() {
      assertThat(filterAll(FilterLogEventsRequest.builder().logStreamNames("b"))).hasSize(2);
      assertThat(filterAll(FilterLogEventsRequest.builder().logStreamNamePrefix("a"))).hasSize(3);
      assertThat(
              filterAll(
                  FilterLogEventsRequest.builder().startTime(NOW - 20_000).endTime(NOW - 10_000)))
          .hasSize(3);
    }

    @Test
    void givesEveryEventAnIdOfItsOwn() {
      assertThat(filterAll(FilterLogEventsRequest.builder()))
          .extracting(FilteredLogEvent::eventId)
          .doesNotHaveDuplicates()
          .allMatch(id -> id.matches("[0-9]{56}"));
    }

    @Test
    void refusesAMalformedPattern() {
      invalid(
          () -> filterAll(FilterLogEventsRequest.builder().filterPattern("a:b")),
          "Invalid character(s) in term 'a:b'");
    }

    @Test
    void showsNothingThatIsPastTheRetention() {
      clock.advance(Duration.ofDays(2));
      bench.call(
          software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest.builder()
              .logGroupName("g")
              .retentionInDays(1)
              .build());
      assertThat(filterAll(FilterLogEventsRequest.builder())).isEmpty();
    }
  }
}
