package dev.forebay.e2e.crash;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The runs of asynchronous events, as the function noted them, beside the records of their ends. A
 * run that a kill cut off is not counted and is made again: each life of the server but the last in
 * which an event ran may so have added one. Confined to one thread.
 */
final class EventRuns {
  static final int RETRIES = 2;

  private final Notes notes;
  private final Duration retryDelay;
  private int keptOverKills;
  private int cutOff;

  /** A run. */
  private record Run(int number, int life, long at, boolean succeeded) {}

  EventRuns(Notes notes, Duration retryDelay) {
    this.notes = notes;
    this.retryDelay = retryDelay;
  }

  /** The request ids of the events that have run. */
  Set<String> events() {
    return notes.lines().stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .collect(toSet());
  }

  /** All that must hold of the events that have ended, by their request ids. */
  void check(Map<String, AsyncLoad.End> ends) {
    Map<String, List<Run>> byEvent = new HashMap<>();
    for (String line : notes.lines()) {
      String[] words = line.split(" ", -1);
      byEvent
          .computeIfAbsent(words[0], id -> new ArrayList<>())
          .add(
              new Run(
                  Integer.parseInt(words[1]),
                  Integer.parseInt(words[2]),
                  Long.parseLong(words[3]),
                  words[4].equals("ok")));
    }
    assertThat(byEvent.keySet())
        .as("events that ran, and those that ended")
        .isEqualTo(ends.keySet());
    ends.forEach((id, end) -> check(end, byEvent.getOrDefault(id, List.of())));
  }

  private void check(AsyncLoad.End end, List<Run> runs) {
    assertThat(runs).extracting(Run::number).as("runs of %s", end).containsOnly(end.number());
    long lives = runs.stream().mapToInt(Run::life).distinct().count();
    int uncounted = runs.size() - end.count();
    assertThat(uncounted)
        .as("runs of %s in %s lives: %s", end, lives, runs)
        .isBetween(0, (int) lives - 1);
    cutOff += uncounted;
    assertThat(end.count()).isBetween(1, RETRIES + 1);
    if (end.condition().equals("Success")) {
      assertThat(runs.getLast().succeeded()).as("the last run of %s: %s", end, runs).isTrue();
    } else {
      assertThat(end.count()).as("runs before %s is given up", end).isEqualTo(RETRIES + 1);
      assertThat(runs.getLast().succeeded()).as("the last run of %s: %s", end, runs).isFalse();
      // A run whose success a kill cut off is made again, and may fail then.
      assertThat(runs.stream().filter(Run::succeeded).count())
          .as("successes among the runs of %s: %s", end, runs)
          .isLessThanOrEqualTo(uncounted);
    }
    for (int i = 1; i < runs.size(); i++) {
      checkPause(end, runs, i, uncounted);
    }
  }

  /** Pauses are kept, over a kill too, unless it cut off the run before. */
  private void checkPause(AsyncLoad.End end, List<Run> runs, int index, int uncounted) {
    Run before = runs.get(index - 1);
    Run run = runs.get(index);
    boolean overKill = run.life() != before.life();
    if (overKill && uncounted > 0) {
      return;
    }
    // Of the runs before this one, at most the uncounted ones do not count.
    assertThat(Duration.ofNanos(run.at() - before.at()))
        .as("pause %s of %s: %s", index, end, runs)
        .isGreaterThanOrEqualTo(retryDelay.multipliedBy(Math.max(1, index - uncounted)));
    keptOverKills += overKill ? 1 : 0;
  }

  /** Once they have been checked. */
  String summary() {
    return "%d runs, %d of them once more after a kill, %d pauses kept over a kill"
        .formatted(notes.lines().size(), cutOff, keptOverKills);
  }
}
