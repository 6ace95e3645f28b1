package dev.forebay.execution;

import dev.forebay.model.AccountRegion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The environments of one version of a function. Confined to the lock of {@link Pool}. */
final class Group {
  /** Which version. */
  record Key(AccountRegion place, String functionName, String version) {
    static Key of(FunctionImage image) {
      return new Key(image.place(), image.functionName(), image.version());
    }
  }

  final Key key;

  /** The environments that wait for an event, the one used last in front. */
  final Deque<Environment> idle = new ArrayDeque<>();

  private String revision;

  /** How many have answered, or are being frozen, and will be idle in a moment. */
  private int settling;

  /** How many of these have failed and get new processes first. */
  private int renewing;

  /** How many events wait for one of these. */
  private int hopeful;

  private @Nullable Environment spare;

  Group(Key key, String revision) {
    this.key = key;
    this.revision = revision;
  }

  boolean isAt(String other) {
    return revision.equals(other);
  }

  void moveTo(String other) {
    revision = other;
  }

  void settlingBegins() {
    settling++;
  }

  void settlingEnds() {
    settling--;
  }

  void renewalBegins() {
    settling++;
    renewing++;
  }

  void renewalEnds() {
    settling--;
    renewing--;
  }

  boolean isRenewing() {
    return renewing > 0;
  }

  /** Whether an environment will be free in a moment that nobody else waits for. */
  boolean isWorthWaiting() {
    return settling > hopeful;
  }

  void hopeBegins() {
    hopeful++;
  }

  void hopeEnds() {
    hopeful--;
  }

  void keepSpare(Environment held) {
    spare = held;
  }

  boolean hasSpare() {
    return spare != null;
  }

  Optional<Environment> takeSpare() {
    Environment held = spare;
    spare = null;
    return Optional.ofNullable(held);
  }
}
