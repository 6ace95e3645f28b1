package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Step;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.eventsource.window.WindowCall;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function that fails now and then, always with poisonous records, and counts records in the
 * state of a tumbling window. Confined to one thread.
 */
final class SimulatedFunction {
  private static final Pattern COUNT = Pattern.compile("\"n\":(\\d+)");

  private final RandomGenerator random;
  private final boolean reports;
  private final Set<String> poisonous = new HashSet<>();
  private double flakiness;

  SimulatedFunction(RandomGenerator random, boolean reports) {
    this.random = random;
    this.reports = reports;
    this.flakiness = random.nextDouble() * 0.4;
  }

  void poison(SourceRecord record) {
    poisonous.add(record.id());
  }

  /** From now on it fails with poisonous records only. */
  void calm() {
    flakiness = 0;
  }

  static long count(Bytes state) {
    Matcher matcher = COUNT.matcher(state.toUtf8());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  Outcome invoke(Step.Invoke call) {
    double luck = random.nextDouble();
    if (luck < flakiness / 3) {
      return new Outcome.NotRun("throttled");
    }
    if (luck < flakiness * 2 / 3) {
      return failed();
    }
    List<SourceRecord> records = call.batch().records();
    int bad = 0;
    while (bad < records.size() && !poisonous.contains(records.get(bad).id())) {
      bad++;
    }
    if (bad == records.size() && luck < flakiness && bad > 0) {
      bad = random.nextInt(records.size());
    }
    if (bad == records.size()) {
      return answer(state(call.window(), records.size()));
    }
    if (!reports || random.nextInt(4) == 0) {
      return failed();
    }
    if (random.nextInt(8) == 0) {
      return answer(
          state(call.window(), 0) + ",\"batchItemFailures\":[{\"itemIdentifier\":\"nobody\"}]");
    }
    return answer(
        state(call.window(), bad)
            + ",\"batchItemFailures\":[{\"itemIdentifier\":\""
            + records.get(bad).id()
            + "\"}]");
  }

  private static String state(Optional<WindowCall> window, int more) {
    long before = window.map(call -> count(call.window().state())).orElse(0L);
    return "\"state\":{\"n\":" + (before + more) + "}";
  }

  private Outcome answer(String members) {
    return new Outcome.Answered(attempt(Optional.empty()), Bytes.utf8("{" + members + "}"));
  }

  private Outcome failed() {
    return new Outcome.Failed(attempt(Optional.of("Unhandled")), "bad luck");
  }

  private Attempted attempt(Optional<String> error) {
    return new Attempted(RequestId.random(random), 200, "$LATEST", error);
  }
}
