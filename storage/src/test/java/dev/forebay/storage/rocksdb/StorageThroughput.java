package dev.forebay.storage.rocksdb;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.Append;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.Transaction.Put;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Measures the embedded engine beside what the disk gives a bare loop of writing and syncing, in
 * one run. Arguments: an empty folder, and if wanted {@code os} and the number of messages stored
 * for the last measurement.
 *
 * <pre>
 * ./mvnw -o -pl storage -am test-compile
 * java --enable-native-access=ALL-UNNAMED -cp ... \
 *     dev.forebay.storage.rocksdb.StorageThroughput target/throughput fsync 1000000
 * </pre>
 */
final class StorageThroughput {
  private static final int WRITERS = 64;
  private static final Bytes VALUE = Bytes.wrap(new byte[300]);
  private static final Duration SPAN = Duration.ofSeconds(4);

  private final Clock clock = new SystemClock();
  private final StorageEngine engine;
  private final Path bare;
  private long cpu = cpuNanos();

  private StorageThroughput(StorageEngine engine, Path bare) {
    this.engine = engine;
    this.bare = bare;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Durability durability =
        args.length > 1 && args[1].equals("os") ? Durability.OS : Durability.FSYNC;
    int stored = args.length > 2 ? Integer.parseInt(args[2]) : 1_000_000;
    Files.createDirectories(folder);
    try (StorageEngine engine =
        RocksDbEngine.open(folder.resolve("data"), durability, new SystemClock())) {
      StorageThroughput run = new StorageThroughput(engine, folder.resolve("bare"));
      run.bareLoop();
      run.tables();
      run.log();
      run.queue("queue, nearly empty", "q");
      run.fill("full", stored);
      run.queue("queue, " + stored + " stored", "full");
      run.resets();
      run.bareLoop();
    }
  }

  private void bareLoop() throws IOException {
    try (FileChannel out =
        FileChannel.open(bare, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = System.nanoTime() + SPAN.toNanos() / 2;
      int count = 0;
      while (System.nanoTime() < end) {
        out.write(ByteBuffer.wrap(VALUE.toArray()));
        out.force(false);
        count++;
      }
      print("bare loop: write 300 bytes, fdatasync", count, SPAN.dividedBy(2));
    }
  }

  private static OperationId id() {
    return OperationId.random(ThreadLocalRandom.current());
  }

  /** Runs the action on so many virtual threads, and prints how many items it did a second. */
  private void measure(String what, int threads, IntSupplier action) throws InterruptedException {
    LongAdder count = new LongAdder();
    List<Thread> all = new ArrayList<>();
    long end = System.nanoTime() + SPAN.toNanos();
    for (int i = 0; i < threads; i++) {
      all.add(
          Thread.ofVirtual()
              .start(() -> {
                while (System.nanoTime() < end) {
                  count.add(action.getAsInt());
                }
              }));
    }
    for (Thread thread : all) {
      thread.join();
    }
    print(what, count.sum(), SPAN);
  }

  private void print(String what, long count, Duration span) {
    long now = cpuNanos();
    System.out.printf(
        "%-60s %,10.0f/s %8.1f us of CPU each%n",
        what, count / (span.toMillis() / 1_000.0), (now - cpu) / 1_000.0 / Math.max(1, count));
    cpu = now;
  }

  /** The processor time of this process, which tells more than the clock on a busy machine. */
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private void tables() throws InterruptedException {
    TableSpace tables = engine.tables("bench");
    measure(
        "tables: one row of 300 bytes a transaction, 64 writers",
        WRITERS,
        () -> {
          byte[] key = new byte[16];
          ThreadLocalRandom.current().nextBytes(key);
          Put put = new Put(new RowKey("t", Bytes.wrap(key)), VALUE);
          tables.commit(new Transaction(id(), List.of(), List.of(put), Optional.empty()));
          return 1;
        });
    RowKey absent = new RowKey("t", Bytes.utf8("absent"));
    measure(
        "tables: read one row, 8 readers",
        8,
        () -> {
          tables.read(absent);
          return 1;
        });
  }

  private void log() throws InterruptedException {
    Log log = engine.log("bench");
    measure(
        "log: one entry of 300 bytes a call, 64 writers",
        WRITERS,
        () -> log.append(List.of(new Append(id(), VALUE, clock.now(), Optional.empty()))).size());
  }

  private List<Send> messages(int count) {
    List<Send> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(new Send(id(), VALUE, clock.now(), clock.now(), Optional.empty()));
    }
    return messages;
  }

  private void queue(String what, String scope) throws InterruptedException {
    Queue queue = engine.queue(scope);
    measure(what + ": send in tens, 64 senders", WRITERS, () -> queue.send(messages(10)).size());
    measure(
        what + ": receive 10 and delete 10, 64 receivers", WRITERS, () -> receiveAndDelete(queue));
    measure(
        what + ": send, receive, delete one, 64 at once",
        WRITERS,
        () -> {
          queue.send(messages(1));
          List<Delivery> out = queue.receive(1, clock.now(), clock.now().plusSeconds(30));
          queue.delete(out.stream().map(Delivery::receipt).toList());
          return out.size();
        });
    measure(
        what + ": next due, 8 callers",
        8,
        () -> {
          queue.nextDue(clock.now());
          return 1;
        });
  }

  private int receiveAndDelete(Queue queue) {
    List<Delivery> out = queue.receive(10, clock.now(), clock.now().plusSeconds(30));
    if (out.isEmpty()) {
      queue.send(messages(10));
      return 0;
    }
    return queue.delete(out.stream().map(Delivery::receipt).toList()).size();
  }

  private void fill(String scope, int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i += 1_000) {
      engine.queue(scope).send(messages(1_000));
    }
    print("queue: send in thousands, 1 sender", count, Duration.ofNanos(System.nanoTime() - start));
  }

  private void resets() {
    engine.reset();
    long start = System.nanoTime();
    int count = 500;
    for (int i = 0; i < count; i++) {
      engine.queue("q").send(messages(10));
      engine.reset();
    }
    print("send ten messages and reset", count, Duration.ofNanos(System.nanoTime() - start));
  }
}
