package dev.forebay.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Blobs.BlobId;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.Entry;
import dev.forebay.storage.Log.Position;
import dev.forebay.storage.Queue;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the killed process said, compared with what is there afterwards. Each round's writes are
 * looked at in full after that round; of earlier rounds it keeps counts, so that the work of a
 * round does not grow.
 */
final class CrashLedger {
  /** Later than every time that a writer has used. */
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private static final int ALL = 1_000_000;

  /** What one round said, by the line's first letter, in order. */
  private final Map<String, List<String>> said = new HashMap<>();

  private final Set<String> waiting = new LinkedHashSet<>();
  private Position read = Position.START;
  private long kept;
  private long acknowledged;

  /** Takes down one line. */
  void note(String line) {
    int space = line.indexOf(' ');
    if (line.endsWith(";") && space > 0) {
      said.computeIfAbsent(line.substring(0, space), _ -> new ArrayList<>())
          .add(line.substring(space + 1, line.length() - 1));
    }
  }

  private List<String> said(String letter) {
    return said.getOrDefault(letter, List.of());
  }

  /** How many writes were acknowledged over all rounds. */
  long acknowledged() {
    return acknowledged;
  }

  /** Compares, and begins the next round. */
  void check(StorageEngine engine, int round) {
    acknowledged += said("T").size() + said("L").size() + said("S").size() + said("B").size();
    checkTables(engine.tables(CrashWriter.SCOPE), round);
    checkLog(engine.log(CrashWriter.SCOPE), round);
    checkQueue(engine.queue(CrashWriter.SCOPE));
    checkBlobs(engine);
    said.clear();
  }

  /** The number of the last write of each worker in this round. */
  private static Map<Integer, Integer> last(List<String> names) {
    Map<Integer, Integer> last = new HashMap<>();
    names.forEach(name -> last.merge(worker(name), number(name), Math::max));
    return last;
  }

  private static int worker(String name) {
    return Integer.parseInt(name.substring(name.indexOf('.') + 1, name.lastIndexOf('.')));
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
  }

  private void checkTables(TableSpace tables, int round) {
    String prefix = round + ".";
    Map<Integer, Integer> last = last(said("T"));
    for (int worker = 0; worker < CrashWriter.WORKERS; worker++) {
      List<Optional<Row>> pair =
          tables.read(
              List.of(
                  new RowKey("pair", Bytes.utf8(worker + "/a")),
                  new RowKey("pair", Bytes.utf8(worker + "/b"))));
      Optional<String> a = pair.getFirst().map(row -> row.value().toUtf8());
      Optional<String> b = pair.getLast().map(row -> row.value().toUtf8());
      assertThat(a).as("the two rows of worker %s", worker).isEqualTo(b);
      int there = a.filter(name -> name.startsWith(prefix)).map(CrashLedger::number).orElse(-1);
      int acked = last.getOrDefault(worker, -1);
      // One transaction of each worker may have been under way.
      assertThat(there).as("worker %s of round %s", worker, round).isBetween(acked, acked + 1);
      for (int number = 0; number <= there; number++) {
        Bytes name = Bytes.utf8(prefix + worker + "." + number);
        assertThat(tables.read(new RowKey("kept", name)).map(Row::value)).contains(name);
      }
      kept += there + 1;
    }
    assertThat(count(tables)).as("rows of all rounds").isEqualTo(kept);
  }

  private static long count(TableSpace tables) {
    long count = 0;
    Range range = Range.all("kept");
    for (List<Row> page = tables.scan(range, 10_000);
        !page.isEmpty();
        page = tables.scan(range, 10_000)) {
      count += page.size();
      byte[] after = new byte[page.getLast().key().key().size() + 1];
      page.getLast().key().key().toByteBuffer().get(after, 0, after.length - 1);
      range = new Range("kept", Bytes.wrap(after), Optional.empty(), false);
    }
    return count;
  }

  private void checkLog(Log log, int round) {
    Map<Integer, Integer> next = new HashMap<>();
    List<Entry> entries = log.readAfter(read, ALL, Long.MAX_VALUE);
    Position before = read;
    for (Entry entry : entries) {
      String name = entry.value().toUtf8();
      assertThat(name).as("only entries of this round are new").startsWith(round + ".");
      int expected = next.getOrDefault(worker(name), 0);
      assertThat(number(name)).as("order and once each: %s", name).isEqualTo(expected);
      next.put(worker(name), expected + 1);
      assertThat(entry.position()).isGreaterThan(before);
      before = entry.position();
    }
    Map<Integer, Integer> last = last(said("L"));
    for (int worker = 0; worker < CrashWriter.WORKERS; worker++) {
      int acked = last.getOrDefault(worker, -1) + 1;
      assertThat(next.getOrDefault(worker, 0))
          .as("entries of worker %s", worker)
          .isBetween(acked, acked + 1);
    }
    read = before;
    assertThat(log.bounds().end()).isEqualTo(before);
    if (round % 5 == 4) {
      log.trim(read);
    }
  }

  private void checkQueue(Queue queue) {
    List<Delivery> all = queue.receive(ALL, LATER, LATER);
    List<String> there = all.stream().map(delivery -> delivery.body().toUtf8()).toList();
    assertThat(there).doesNotHaveDuplicates();
    assertThat(queue.depth(LATER).visible()).isEqualTo(there.size());
    Set<String> tried = new HashSet<>(said("d"));
    Set<String> expected = new LinkedHashSet<>(waiting);
    expected.addAll(said("S"));
    expected.removeAll(tried);
    expected.removeAll(new HashSet<>(there));
    assertThat(expected).as("messages that nobody deleted and that are gone").isEmpty();
    Set<String> deleted = new HashSet<>(said("D"));
    deleted.retainAll(new HashSet<>(there));
    assertThat(deleted).as("messages that were deleted and are there").isEmpty();
    Map<String, String> lastOfGroup = new HashMap<>();
    for (Delivery delivery : all) {
      String name = delivery.body().toUtf8();
      delivery
          .group()
          .map(group -> lastOfGroup.put(group, name))
          .ifPresent(before -> assertThat(order(name)).isGreaterThan(order(before)));
    }
    waiting.clear();
    waiting.addAll(there);
  }

  private static long order(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('.'))) * ALL + number(name);
  }

  private void checkBlobs(StorageEngine engine) {
    for (String sha256 : said("B")) {
      BlobId id = new BlobId(sha256);
      assertThat(engine.blobs().get(id).map(BlobId::of)).contains(id);
      engine.blobs().delete(id);
    }
  }
}
