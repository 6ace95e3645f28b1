package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.e2e.Packages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A queue and a stream with mappings to a function that fails now and then: what was accepted
 * reaches the function, and of a shard never a record before all earlier ones. Thread-safe, but for
 * the notes, which are the test's.
 */
final class MappingLoad {
  private static final String QUEUE = "crash-mapped";
  private static final String FUNCTION = "crash-mapped";
  private static final String ROLE = "arn:aws:iam::000000000000:role/any";
  private static final String ARN = "us-east-1:000000000000:";
  private static final int BATCH = 200;
  private static final int MOST_OF_A_LIFE = 300;
  private static final String CODE =
      Notes.PYTHON
          + """
          import random

          def handle(event, context):
              if random.random() < 0.05:
                  raise RuntimeError("no luck")
              text = ""
              for record in event["Records"]:
                  if "kinesis" in record:
                      text += LIFE + " " + record["eventID"].replace(":", " ") + "\\n"
                  else:
                      text += LIFE + " message " + record["body"] + "\\n"
              note(text)
          """;

  private final Notes notes;
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger sentInLife = new AtomicInteger();
  private final AtomicInteger life = new AtomicInteger();
  private int repeated;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  /**
   * @param notes where the function notes what it gets
   */
  MappingLoad(Notes notes) {
    this.notes = notes;
  }

  void create(Life first) {
    first
        .sqs()
        .createQueue(request ->
            request
                .queueName(QUEUE)
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "5")));
    first
        .lambda()
        .createFunction(request ->
            request
                .functionName(FUNCTION)
                .runtime("python3.13")
                .handler("handler.handle")
                .role(ROLE)
                .timeout(5)
                .environment(variables -> variables.variables(Map.of("NOTES", notes.variable())))
                .code(code ->
                    code.zipFile(SdkBytes.fromByteArray(Packages.zip("handler.py", CODE)))));
    first
        .lambda()
        .createEventSourceMapping(request ->
            request
                .functionName(FUNCTION)
                .eventSourceArn("arn:aws:sqs:" + ARN + QUEUE)
                .batchSize(10));
    first
        .lambda()
        .createEventSourceMapping(request ->
            request
                .functionName(FUNCTION)
                .eventSourceArn("arn:aws:kinesis:" + ARN + "stream/" + StreamLoad.STREAM)
                .startingPosition(EventSourcePosition.TRIM_HORIZON)
                .batchSize(BATCH));
  }

  /** Sends ten messages, or looks at the queue when this life has seen enough of them. */
  void send(Life now, RandomGenerator random) {
    if (life.getAndSet(now.number()) != now.number()) {
      sentInLife.set(0);
    }
    if (sentInLife.addAndGet(10) > MOST_OF_A_LIFE) {
      Settling.depth(now, QUEUE);
      return;
    }
    List<String> bodies = new ArrayList<>();
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String body = Integer.toString(names.incrementAndGet());
      bodies.add(body);
      entries.add(
          SendMessageBatchRequestEntry.builder().id(Integer.toString(i)).messageBody(body).build());
    }
    assertThat(
            now.sqs()
                .sendMessageBatch(request -> request.queueUrl(now.queue(QUEUE)).entries(entries))
                .failed())
        .isEmpty();
    accepted.addAll(bodies);
  }

  /** Whether the function has had all that was accepted; also looks at the order in the shards. */
  boolean isDone(Life now, StreamLoad stream) {
    Set<String> seen = new HashSet<>();
    Map<String, ShardNotes> shards = new HashMap<>();
    StreamLoad.SHARDS.forEach(
        shard -> shards.put(shard, new ShardNotes(shard, stream.sequences(shard))));
    for (String line : notes.lines()) {
      // Life, source (a shard, or "message"), and which of it.
      String[] words = line.split(" ", -1);
      if (words[1].equals("message")) {
        seen.add(words[2]);
      } else {
        Optional.ofNullable(shards.get(words[1]))
            .orElseThrow()
            .note(Integer.parseInt(words[0]), words[2]);
      }
    }
    repeated = shards.values().stream().mapToInt(ShardNotes::repeated).sum();
    return seen.containsAll(accepted)
        && shards.values().stream().allMatch(ShardNotes::isComplete)
        && Settling.depth(now, QUEUE) == 0;
  }

  /** What the function was given of a shard, beside what is there. */
  private static final class ShardNotes {
    private final String shard;
    private final List<String> there;
    private final Map<String, Integer> places = new HashMap<>();
    private int life;
    private int last = -1;
    private int highest = -1;
    private int repeated;

    ShardNotes(String shard, List<String> there) {
      this.shard = shard;
      this.there = there;
      there.forEach(sequence -> places.put(sequence, places.size()));
    }

    /** One after the other; a new life goes on after the last checkpoint, a batch back at most. */
    void note(int ofLife, String sequence) {
      int place = Optional.ofNullable(places.get(sequence)).orElseThrow();
      if (ofLife == life) {
        assertThat(place)
            .as("%s: next in life %s of %s", sequence, life, shard)
            .isEqualTo(last + 1);
      } else {
        assertThat(place)
            .as("%s: first in life %s of %s", sequence, ofLife, shard)
            .isBetween(Math.max(0, highest + 1 - BATCH), highest + 1);
        life = ofLife;
      }
      repeated += place <= highest ? 1 : 0;
      last = place;
      highest = Math.max(highest, place);
    }

    boolean isComplete() {
      return highest == there.size() - 1;
    }

    int repeated() {
      return repeated;
    }
  }

  String summary() {
    return "%d messages mapped, %d notes of them and of records, %d records given again after a kill"
        .formatted(accepted.size(), notes.lines().size(), repeated);
  }
}
