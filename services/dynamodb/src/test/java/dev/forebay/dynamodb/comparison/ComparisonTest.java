package dev.forebay.dynamodb.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.dynamodb.DynamoBench;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random requests, answered as DynamoDB Local answers them, and told in streams as it tells them.
 * The long form:
 *
 * <pre>
 * ./mvnw -pl services/dynamodb -am test -Dtest=ComparisonTest \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dforebay.dynamodb.seeds=160
 * </pre>
 */
class ComparisonTest {
  private static final int REQUESTS = 80;
  private static final int MOST_SHOWN = 20;
  private static final int MOST_OTHER_FAULTS = 6;

  /** So many requests meet every message. */
  private static final int MANY = 9_000;

  @TempDir Path folder;

  @Test
  void answersAndChangesAreThoseOfDynamoDbLocal() throws Exception {
    int first = Integer.getInteger("forebay.dynamodb.seed", 1);
    int seeds = Integer.getInteger("forebay.dynamodb.seeds", 12);
    Tally tally = new Tally();
    try (LocalServer local = LocalServer.start(folder)) {
      for (int seed = first; seed < first + seeds; seed++) {
        compare(seed, local.database("seed" + seed), tally);
      }
    }
    Files.write(Path.of("target/comparison.txt"), tally.lines());
    assertThat(tally.different.stream().limit(MOST_SHOWN).toList()).isEmpty();
    assertThat(tally.compared).isGreaterThan(seeds * REQUESTS / 2);
    assertThat(tally.changes).isGreaterThan(seeds);
    assertThat(tally.others.size() * 100 / tally.compared).isLessThan(MOST_OTHER_FAULTS);
    if (tally.compared > MANY) {
      assertThat(tally.strange()).isEmpty();
    }
  }

  /** What came out. */
  private static final class Tally {
    private final List<String> different = new ArrayList<>();
    private final Map<String, Integer> known = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final Set<String> agreed = new HashSet<>();
    private final List<String> others = new ArrayList<>();
    private int compared;
    private int changes;

    /** Messages of theirs that no answer of ours has had, and that have no other words here. */
    private List<String> strange() {
      return others.stream()
          .filter(message ->
              !agreed.contains(Likeness.message(message)) && !KnownDifferences.isWorded(message))
          .toList();
    }

    /** For whoever wants to see all of it. */
    private List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add(compared + " requests and " + changes + " changes compared");
      known.forEach((name, count) -> lines.add(count + " times known: " + name));
      lines.addAll(different);
      strange().forEach(message -> lines.add("strange: " + message));
      lines.addAll(this.lines);
      return lines;
    }
  }

  /** Asks both the same, up to a write that only one of them makes; then reads the streams. */
  private static void compare(int seed, Side theirs, Tally tally) {
    StorageEngine engine = MemoryEngine.open(new SystemClock());
    try (DynamoBench bench = new DynamoBench(engine, new SystemClock())) {
      Side ours =
          (operation, json) -> {
            DynamoBench.Answer answer = bench.exactly(operation, json);
            return new Side.Answer(answer.status(), answer.body());
          };
      for (Request table : Schema.creation()) {
        assertThat(List.of(ours.answer(table).status(), theirs.answer(table).status()))
            .containsOnly(200);
      }
      RandomRequests requests =
          new RandomRequests(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
      boolean same = true;
      for (int i = 0; i < REQUESTS && same; i++) {
        same = compare(seed, requests.next(), ours, theirs, tally);
      }
      for (String table : same ? Schema.tables() : List.<String>of()) {
        Map<String, List<String>> changes = Changes.of(ours, table);
        Map<String, List<String>> expected = Changes.of(theirs, table);
        tally.changes += changes.values().stream().mapToInt(List::size).sum();
        if (!changes.equals(expected)) {
          tally.different.add(
              seed + ": stream of " + table + "\n  theirs " + expected + "\n  ours   " + changes);
        }
      }
    } finally {
      engine.close();
    }
  }

  /** Whether both are still in the same state, for all that is known. */
  private static boolean compare(int seed, Request request, Side ours, Side theirs, Tally tally) {
    Side.Answer our = request.paged() ? Pages.read(ours, request) : ours.answer(request);
    Side.Answer their = request.paged() ? Pages.read(theirs, request) : theirs.answer(request);
    String actual = Likeness.of(our, request.ordered());
    String expected = Likeness.of(their, request.ordered());
    tally.compared++;
    if (actual.equals(expected)) {
      tally.agreed.add(Likeness.message(expected));
    } else {
      KnownDifferences.find(expected, actual)
          .ifPresentOrElse(
              name -> {
                tally.known.merge(name, 1, Integer::sum);
                if (name.equals(KnownDifferences.OTHER_FAULT)) {
                  tally.others.add(expected);
                }
                tally.lines.add(
                    seed
                        + ": "
                        + name
                        + ": "
                        + request
                        + "\n  their "
                        + expected
                        + "\n  our   "
                        + actual);
              },
              () ->
                  tally.different.add(
                      seed + ": " + request + "\n  theirs " + expected + "\n  ours   " + actual));
    }
    return KnownDifferences.leavesSame(request, expected, actual);
  }
}
