package dev.forebay.logs;

import static dev.forebay.logs.LogsBench.CALL;
import static dev.forebay.logs.LogsBench.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.Authorizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

class LogWriterTest {
  private static final String GROUP = "/aws/lambda/fn";
  private final VirtualClock clock = new VirtualClock(LogsBench.START);

  private static List<String> messages(LogsBench bench) {
    List<String> messages = new ArrayList<>();
    FilterLogEventsRequest.Builder request = FilterLogEventsRequest.builder().logGroupName(GROUP);
    FilterLogEventsResponse page;
    do {
      page = bench.call(request.build(), FilterLogEventsResponse.class);
      page.events().stream().map(FilteredLogEvent::message).forEach(messages::add);
      request.nextToken(page.nextToken());
    } while (page.nextToken() != null);
    return messages;
  }

  @Test
  void whatAFunctionLogsIsSeenByTheNextRead() {
    try (StorageEngine engine = MemoryEngine.open(clock);
        LogsBench bench = new LogsBench(engine, clock)) {
      bench.logs.writer().append(CALL, GROUP, "s", List.of(line(0, "one"), line(1, "two")));
      assertThat(messages(bench)).containsExactly("one", "two");
      bench.logs.writer().append(CALL, GROUP, "s", List.of(line(2, "three")));
      assertThat(messages(bench)).containsExactly("one", "two", "three");
    }
  }

  @Test
  void manyWritersLoseNothing() throws InterruptedException {
    try (StorageEngine engine = MemoryEngine.open(clock);
        LogsBench bench = new LogsBench(engine, clock)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 20; t++) {
        String stream = "s" + t % 7;
        String name = "t" + t + "-";
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 100; i++) {
                    bench.logs.writer().append(CALL, GROUP, stream, List.of(line(i, name + i)));
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(20));
      }
      assertThat(messages(bench)).hasSize(2000).doesNotHaveDuplicates();
      assertThat(bench.logs.writer().droppedLines()).isZero();
    }
  }

  @Test
  void aGroupThatIsDeletedWhileAFunctionLogsComesBackWithTheNextLines() {
    try (StorageEngine engine = MemoryEngine.open(clock);
        LogsBench bench = new LogsBench(engine, clock)) {
      bench.logs.writer().append(CALL, GROUP, "s", List.of(line(0, "one")));
      bench.logs.writer().flush();
      bench.call(DeleteLogGroupRequest.builder().logGroupName(GROUP).build());
      bench.logs.writer().append(CALL, GROUP, "s", List.of(line(1, "two")));
      assertThat(messages(bench)).containsExactly("two");
      engine.reset();
      bench.logs.writer().append(CALL, GROUP, "s", List.of(line(2, "three")));
      assertThat(messages(bench)).containsExactly("three");
    }
  }

  @Test
  void linesOfARoleThatMayNotWriteAreDropped() {
    try (StorageEngine engine = MemoryEngine.open(clock);
        LogsBench bench = new LogsBench(engine, clock)) {
      Set<String> asked = new ConcurrentSkipListSet<>();
      bench.authorizer.set((context, service, operation, request) -> {
        asked.add(operation);
        return operation.equals("CreateLogGroup")
            ? new Authorizer.Decision.Denied("no")
            : new Authorizer.Decision.Allowed();
      });
      bench.logs.writer().append(CALL, GROUP, "s", List.of(line(0, "one"), line(0, "two")));
      bench.logs.writer().flush();
      assertThat(bench.logs.writer().droppedLines()).isEqualTo(2);
      assertThat(asked).containsExactly("CreateLogGroup", "PutLogEvents");
      assertThat(
              bench
                  .call(DescribeLogGroupsRequest.builder().build(), DescribeLogGroupsResponse.class)
                  .logGroups())
          .isEmpty();
    }
  }

  @Test
  void whatWasLoggedIsThereAfterARestart(@TempDir Path folder) {
    try (StorageEngine engine =
            RocksDbEngine.open(folder.resolve("data"), Durability.FSYNC, new SystemClock());
        LogsBench bench = new LogsBench(engine, clock)) {
      for (int i = 0; i < 50; i++) {
        bench.logs.writer().append(CALL, GROUP, "s" + i % 3, List.of(line(i, "m" + i)));
      }
    }
    try (StorageEngine engine =
            RocksDbEngine.open(folder.resolve("data"), Durability.FSYNC, new SystemClock());
        LogsBench bench = new LogsBench(engine, clock)) {
      assertThat(messages(bench)).hasSize(50).startsWith("m0", "m1").endsWith("m48", "m49");
      bench.logs.writer().append(CALL, GROUP, "s0", List.of(line(60, "after")));
      assertThat(messages(bench)).endsWith("m49", "after");
    }
  }
}
