package dev.forebay.identity.denial;

import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * A call that was denied, with all that was decided on. Immutable.
 *
 * @param requestId the call's
 * @param at when
 * @param service the service that was called
 * @param operation the operation that was called
 * @param refusals what the call needed and was not allowed, at least one; the answer tells the
 *     first
 */
public record Denial(
    String requestId, Instant at, String service, String operation, List<Refusal> refusals) {
  /** Copies the list. */
  public Denial {
    refusals = List.copyOf(refusals);
    if (refusals.isEmpty()) {
      throw new IllegalArgumentException("nothing was refused");
    }
  }

  /**
   * One thing that was not allowed.
   *
   * @param question who asked to do what, under which policies, as they were then
   * @param verdict the answer
   */
  public record Refusal(Question question, Verdict.Denied verdict) {
    /** Keeps the question without the call that it came from, which may be large. */
    public Refusal {
      question = question.settled();
    }
  }

  /** The message that was answered. */
  public String message() {
    return refusals.getFirst().verdict().message();
  }
}
