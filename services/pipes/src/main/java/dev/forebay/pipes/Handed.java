package dev.forebay.pipes;

import java.util.Set;

/** What came of handing items to a target. Immutable. */
sealed interface Handed {
  /** The target has all of them. */
  record All() implements Handed {}

  /**
   * The target has some.
   *
   * @param failed the indices of those that it has not
   * @param why what it says of the first of those
   */
  record Some(Set<Integer> failed, String why) implements Handed {
    /** Copies the set. */
    public Some {
      failed = Set.copyOf(failed);
    }
  }

  /**
   * A function answered with what it could not do, as it would to an event source mapping.
   *
   * @param response its answer
   */
  record Reported(String response) implements Handed {}

  /**
   * The target failed.
   *
   * @param why for people
   */
  record None(String why) implements Handed {}
}
