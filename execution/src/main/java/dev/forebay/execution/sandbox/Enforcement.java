package dev.forebay.execution.sandbox;

import java.util.List;

/**
 * What a sandbox enforces on this machine; answered by health and said at the start. Immutable.
 *
 * @param mode {@code bubblewrap} or {@code process}
 * @param enforced what holds, in words for a reader: {@code mounts}, {@code pids}, {@code memory} …
 * @param missing what does not hold, each with the reason
 */
public record Enforcement(String mode, List<String> enforced, List<String> missing) {
  /** Copies the lists. */
  public Enforcement {
    enforced = List.copyOf(enforced);
    missing = List.copyOf(missing);
  }
}
