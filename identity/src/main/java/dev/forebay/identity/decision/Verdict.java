package dev.forebay.identity.decision;

import java.util.List;

/** The answer to a {@link Question}, with its reason. Immutable. */
public sealed interface Verdict {
  /**
   * It may.
   *
   * @param by the statements that together allow it, the first of each type of policy that had to;
   *     none for the root user in its own account
   */
  record Allowed(List<Match> by) implements Verdict {
    /** Copies the list. */
    public Allowed {
      by = List.copyOf(by);
    }
  }

  /**
   * It may not.
   *
   * @param reason why
   * @param message AWS's message
   */
  record Denied(Reason reason, String message) implements Verdict {}

  /** Why it may not. */
  sealed interface Reason {
    /**
     * A statement denies it.
     *
     * @param by the first such statement
     */
    record ExplicitDeny(Match by) implements Reason {}

    /**
     * Nothing denies it, but not all that must do allow it.
     *
     * @param missing the types of which no policy allows it, although one has to: the first is the
     *     one that the message names
     */
    record NothingAllows(List<PolicyType> missing) implements Reason {
      /** Copies the list. */
      public NothingAllows {
        missing = List.copyOf(missing);
      }
    }
  }
}
