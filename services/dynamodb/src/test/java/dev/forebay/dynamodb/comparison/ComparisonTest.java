package dev.forebay.dynamodb.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.dynamodb.DynamoBench;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random requests, answered as DynamoDB Local answers them. Its answers to a few hundred are kept
 * beside this test. The long form asks a running one:
 *
 * <pre>
 * ./mvnw -f bench/src/main/peers/dynamodb-local package
 * java -cp 'bench/src/main/peers/dynamodb-local/target/lib/*' \
 *     com.amazonaws.services.dynamodbv2.local.main.ServerRunner -inMemory -port 18000
 * ./mvnw -pl services/dynamodb -am test -Dtest=ComparisonTest \
 *     -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dforebay.dynamodb.local=http://127.0.0.1:18000 -Dforebay.dynamodb.seeds=100
 * </pre>
 */
class ComparisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REQUESTS = 80;
  private static final int MOST_SHOWN = 20;
  private static final int MOST_OTHER_ERRORS = 12;
  private static final String REFUSED = "400 ValidationException";
  private static final String DONE = "200";

  @Test
  void answersAreThoseOfDynamoDbLocal() throws IOException {
    Optional<String> local = Optional.ofNullable(System.getProperty("forebay.dynamodb.local"));
    Tally tally = new Tally();
    if (local.isPresent()) {
      int seeds = Integer.getInteger("forebay.dynamodb.seeds", 20);
      for (int seed = 1; seed <= seeds; seed++) {
        compare(seed, ask(URI.create(local.get()), seed), tally);
      }
    } else {
      JsonNode kept = kept();
      for (int seed = 1; seed <= kept.size(); seed++) {
        compare(seed, kept.path(seed - 1), tally);
      }
    }
    assertThat(tally.different.stream().limit(MOST_SHOWN).toList()).isEmpty();
    assertThat(tally.compared).isGreaterThan(200);
    assertThat(tally.otherErrors.size() * 100 / tally.compared)
        .as("%s", tally.otherErrors.stream().limit(MOST_SHOWN).toList())
        .isLessThan(MOST_OTHER_ERRORS);
  }

  /**
   * What came out. A request with several faults may be told of another one: no document says in
   * which order they are looked for.
   */
  private static final class Tally {
    private final List<String> different = new ArrayList<>();
    private final List<String> otherErrors = new ArrayList<>();
    private int compared;
  }

  private static JsonNode kept() throws IOException {
    try (InputStream in = ComparisonTest.class.getResourceAsStream("dynamodb-local.jsonl")) {
      assertThat(in).isNotNull();
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
      return JSON.readTree("[" + String.join(",", lines) + "]");
    }
  }

  /**
   * The answers of a running DynamoDB Local to the requests of a seed, in a database of its own.
   */
  static JsonNode ask(URI address, int seed) {
    LocalPeer peer = new LocalPeer(address, "seed" + seed + "at" + System.nanoTime());
    RandomRequests.tables().forEach(table -> peer.answer(table.operation(), table.json()));
    var answers = JSON.createArrayNode();
    RandomRequests requests = requests(seed);
    for (int i = 0; i < REQUESTS; i++) {
      RandomRequests.Request request = requests.next();
      LocalPeer.Answer answer = peer.answer(request.operation(), request.json());
      try {
        answers.add(likeness(request, answer.status(), JSON.readTree(answer.body())));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return answers;
  }

  private static RandomRequests requests(int seed) {
    return new RandomRequests(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
  }

  private static String likeness(RandomRequests.Request request, int status, JsonNode body) {
    boolean ordered = request.operation().equals("Query") && !request.json().contains("IndexName");
    return status + " " + Likeness.of(status, body, ordered);
  }

  /** Compares the answers to the requests of a seed, up to a write that only one of both makes. */
  private static void compare(int seed, JsonNode theirs, Tally tally) {
    StorageEngine engine = MemoryEngine.open(new SystemClock());
    try (DynamoBench bench = new DynamoBench(engine, new SystemClock())) {
      RandomRequests.tables().forEach(table -> bench.call(table.operation(), table.json()));
      RandomRequests requests = requests(seed);
      for (JsonNode each : theirs) {
        RandomRequests.Request request = requests.next();
        DynamoBench.Answer answer = bench.answer(request.operation(), request.json());
        String ours = likeness(request, answer.status(), answer.body());
        tally.compared++;
        if (!each.asText().equals(ours) && !KnownDifferences.has(each.asText(), ours)) {
          boolean bothRefuse = each.asText().startsWith(REFUSED) && ours.startsWith(REFUSED);
          (bothRefuse ? tally.otherErrors : tally.different)
              .add(seed + ": " + request + "\n  theirs " + each.asText() + "\n  ours   " + ours);
        }
        if (each.asText().startsWith(DONE) != ours.startsWith(DONE)) {
          return;
        }
      }
    } finally {
      engine.close();
    }
  }
}
