package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Log.Append;
import dev.forebay.storage.Log.AppendOutcome;
import dev.forebay.storage.Log.AppendOutcome.Appended;
import dev.forebay.storage.Log.AppendOutcome.Sealed;
import dev.forebay.storage.Log.Bounds;
import dev.forebay.storage.Log.Entry;
import dev.forebay.storage.Log.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Random work on one log, and a list that says what must come of it. */
final class ModelLog implements ModelPart {
  private final RandomGenerator random;
  private final Clock clock;
  private final String scope;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Position> known = new ArrayList<>(List.of(Position.START));
  private final Map<Append, AppendOutcome> answers = new LinkedHashMap<>();
  private Position start = Position.START;
  private Position end = Position.START;
  private Instant lastAt = Instant.MIN;
  private boolean sealed;

  ModelLog(RandomGenerator random, Clock clock, String scope) {
    this.random = random;
    this.clock = clock;
    this.scope = scope;
  }

  @Override
  public void step(StorageEngine engine) {
    Log log = engine.log(scope);
    switch (random.nextInt(8)) {
      case 0, 1 -> read(log);
      case 2 -> positionAt(log);
      case 3 -> assertThat(log.bounds()).isEqualTo(new Bounds(start, end, sealed));
      case 4 -> rarely(engine, log);
      case 5 -> repeat(log);
      default -> append(log);
    }
  }

  private void rarely(StorageEngine engine, Log log) {
    switch (random.nextInt(12)) {
      case 0 -> {
        engine.drop(ScopeKind.LOG, scope);
        forget();
      }
      case 1 -> {
        log.seal();
        sealed = true;
      }
      case 2, 3, 4, 5 -> trim(log, known.get(random.nextInt(known.size())));
      default -> read(log);
    }
  }

  @Override
  public void forget() {
    entries.clear();
    answers.clear();
    known.retainAll(List.of(Position.START));
    start = Position.START;
    end = Position.START;
    lastAt = Instant.MIN;
    sealed = false;
  }

  @Override
  public void forgetAnswers() {
    answers.clear();
  }

  private void append(Log log) {
    List<Append> appends = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Bytes value = Bytes.wrap(new byte[random.nextInt(30)]);
      Instant at = clock.now().minusMillis(random.nextInt(5));
      appends.add(new Append(OperationId.random(random), value, at, Optional.empty()));
    }
    List<AppendOutcome> outcomes = log.append(appends);
    assertThat(outcomes).hasSameSizeAs(appends);
    for (int i = 0; i < outcomes.size(); i++) {
      if (sealed) {
        assertThat(outcomes.get(i)).isEqualTo(new Sealed());
      } else {
        appended(appends.get(i), outcomes.get(i));
      }
    }
  }

  private void appended(Append append, AppendOutcome outcome) {
    assertThat(outcome).isInstanceOf(Appended.class);
    Position position = ((Appended) outcome).position();
    assertThat(position).isGreaterThan(end);
    Instant at = append.at().isBefore(lastAt) ? lastAt : append.at();
    entries.add(new Entry(position, at, append.value()));
    known.add(position);
    answers.put(append, outcome);
    end = position;
    lastAt = at;
  }

  private void repeat(Log log) {
    if (!answers.isEmpty()) {
      List<Append> all = List.copyOf(answers.keySet());
      Append one = all.get(random.nextInt(all.size()));
      assertThat(log.append(List.of(one))).containsExactly(answers.get(one));
    }
  }

  private void read(Log log) {
    Position after = known.get(random.nextInt(known.size()));
    int limit = 1 + random.nextInt(10);
    long maxBytes = random.nextInt(120);
    List<Entry> expected = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : entries) {
      boolean full = expected.size() == limit || (bytes >= maxBytes && !expected.isEmpty());
      if (entry.position().compareTo(after) > 0 && !full) {
        expected.add(entry);
        bytes += entry.value().size();
      }
    }
    assertThat(log.readAfter(after, limit, maxBytes)).isEqualTo(expected);
  }

  private void positionAt(Log log) {
    Instant instant = clock.now().minusMillis(random.nextInt(5_000));
    Position expected = start;
    for (Entry entry : entries) {
      if (entry.at().isBefore(instant)) {
        expected = entry.position();
      }
    }
    assertThat(log.positionAt(instant)).isEqualTo(expected);
  }

  private void trim(Log log, Position upTo) {
    log.trim(upTo);
    entries.removeIf(entry -> entry.position().compareTo(upTo) <= 0);
    start = upTo.compareTo(start) > 0 ? upTo : start;
  }
}
