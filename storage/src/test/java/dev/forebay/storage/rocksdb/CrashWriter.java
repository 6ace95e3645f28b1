package dev.forebay.storage.rocksdb;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.CommitOutcome;
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
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The process that is killed. It writes from many threads to a table space, a log, a queue and
 * blobs until it dies, and prints a line for each write once that is acknowledged (and, where the
 * ledger must know, before it is tried). A line ends with a semicolon, so that a torn one shows.
 *
 * <p>Arguments: the data folder, the durability, the round, the seed, the bytes of a memtable.
 */
final class CrashWriter {
  static final String SCOPE = "crash";
  static final int WORKERS = 3;

  private final StorageEngine engine;
  private final Clock clock;
  private final String round;
  private final PrintStream out;
  private final Semaphore hints = new Semaphore(0);

  private CrashWriter(StorageEngine engine, Clock clock, String round, PrintStream out) {
    this.engine = engine;
    this.clock = clock;
    this.round = round;
    this.out = out;
  }

  private interface Worker {
    void write(int worker, int number, RandomGenerator random);
  }

  public static void main(String[] args) throws Exception {
    Clock clock = new SystemClock();
    Tuning tuning = new Tuning(Long.parseLong(args[4]));
    StorageEngine engine =
        RocksDbEngine.open(Path.of(args[0]), Durability.valueOf(args[1]), clock, tuning);
    CrashWriter writer = new CrashWriter(engine, clock, args[2], System.out);
    RandomGenerator seeds =
        RandomGeneratorFactory.of("L64X128MixRandom").create(Long.parseLong(args[3]));
    AutoCloseable watch = engine.queue(SCOPE).watch(writer.hints::release);
    writer.say("ready");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      threads.add(writer.start(writer::transact, i, seeds.nextLong()));
      threads.add(writer.start(writer::append, i, seeds.nextLong()));
      threads.add(writer.start(writer::send, i, seeds.nextLong()));
      threads.add(writer.start((_, _, random) -> writer.receive(random), i, seeds.nextLong()));
    }
    threads.add(writer.start((_, _, random) -> writer.putBlob(random), 0, seeds.nextLong()));
    for (Thread thread : threads) {
      thread.join();
    }
    watch.close();
  }

  private Thread start(Worker worker, int index, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return Thread.ofVirtual()
        .start(() -> {
          for (int number = 0; ; number++) {
            worker.write(index, number, random);
          }
        });
  }

  private void say(String line) {
    synchronized (out) {
      out.print(line + ";\n");
      out.flush();
    }
  }

  private String name(int worker, int number) {
    return round + "." + worker + "." + number;
  }

  private void awaitHint() {
    try {
      boolean hinted = hints.tryAcquire(10, TimeUnit.MILLISECONDS);
      if (hinted) {
        hints.drainPermits();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two rows that always change together, and one that stays. */
  private void transact(int worker, int number, RandomGenerator random) {
    TableSpace tables = engine.tables(SCOPE);
    Bytes value = Bytes.utf8(name(worker, number));
    Transaction transaction =
        new Transaction(
            OperationId.random(random),
            List.of(),
            List.of(
                new Put(new RowKey("pair", Bytes.utf8(worker + "/a")), value),
                new Put(new RowKey("kept", value), value),
                new Put(new RowKey("pair", Bytes.utf8(worker + "/b")), value)),
            Optional.empty());
    if (tables.commit(transaction) instanceof CommitOutcome.Committed) {
      say("T " + name(worker, number));
    }
  }

  private void append(int worker, int number, RandomGenerator random) {
    Bytes value = Bytes.utf8(name(worker, number));
    Append entry = new Append(OperationId.random(random), value, clock.now(), Optional.empty());
    if (engine.log(SCOPE).append(List.of(entry)).getFirst() instanceof Log.AppendOutcome.Appended) {
      say("L " + name(worker, number));
    }
  }

  private void send(int worker, int number, RandomGenerator random) {
    String name = name(worker, number);
    Optional<String> group = worker == 0 ? Optional.empty() : Optional.of("g" + worker);
    Send message =
        new Send(OperationId.random(random), Bytes.utf8(name), clock.now(), clock.now(), group);
    if (engine.queue(SCOPE).send(List.of(message)).getFirst() instanceof Queue.SendOutcome.Sent) {
      say("S " + name);
    }
  }

  private void receive(RandomGenerator random) {
    Queue queue = engine.queue(SCOPE);
    List<Delivery> deliveries =
        queue.receive(1 + random.nextInt(4), clock.now(), clock.now().plusMillis(50));
    if (deliveries.isEmpty()) {
      awaitHint();
      return;
    }
    deliveries.forEach(delivery -> say("d " + delivery.body().toUtf8()));
    List<Queue.ReceiptOutcome> outcomes =
        queue.delete(deliveries.stream().map(Delivery::receipt).toList());
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) == Queue.ReceiptOutcome.DONE) {
        say("D " + deliveries.get(i).body().toUtf8());
      }
    }
  }

  private void putBlob(RandomGenerator random) {
    byte[] content = new byte[random.nextInt(200_000)];
    random.nextBytes(content);
    say("B " + engine.blobs().put(Bytes.wrap(content)).sha256());
  }
}
