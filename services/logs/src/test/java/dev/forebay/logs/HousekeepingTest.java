package dev.forebay.logs;

import static dev.forebay.logs.LogsBench.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.memory.MemoryEngine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;

class HousekeepingTest {
  private final VirtualClock clock = new VirtualClock(LogsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private LogsBench bench;

  @BeforeEach
  void open() {
    bench = new LogsBench(engine, clock);
    bench.create("g", "s");
    bench.create("kept", "s");
    bench.put("kept", "s", line(0, "x"));
    for (int i = 0; i < 1200; i++) {
      bench.put("g", "s", line(i - 1200, "m" + i));
    }
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private int rows(String table) {
    TableSpace space = engine.tables("logs/" + LogsBench.PLACE);
    return space
        .scan(new TableSpace.Range(table, Bytes.EMPTY, Optional.empty(), false), 10_000)
        .size();
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void theRowsOfADeletedGroupAreRemoved() throws InterruptedException {
    assertThat(rows("event")).isEqualTo(1201);
    bench.call(DeleteLogGroupRequest.builder().logGroupName("g").build());
    eventually(() -> rows("purge") == 0);
    assertThat(rows("event")).isEqualTo(1);
    assertThat(rows("stream")).isEqualTo(1);
  }

  @Test
  void theRowsOfEventsPastTheirRetentionAreRemovedWithinADay() throws InterruptedException {
    bench.call(PutRetentionPolicyRequest.builder().logGroupName("g").retentionInDays(1).build());
    clock.advance(Duration.ofDays(1).minusSeconds(600));
    clock.advance(Duration.ofDays(1));
    eventually(() -> rows("event") == 1);
  }
}
