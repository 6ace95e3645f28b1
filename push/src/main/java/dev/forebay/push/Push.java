package dev.forebay.push;

import dev.forebay.model.Arn;
import java.util.Optional;

/**
 * One thing to bring to one target. Immutable.
 *
 * @param id what the event is called on its way, such as a message's id; several pushes may share
 *     it
 * @param target an ARN, or a URL: what is counted and logged
 * @param sender on whose behalf
 * @param delivery how it is handed over
 * @param order the group within the target in which pushes arrive in the order in which they were
 *     given to {@link Pushes}; empty for no order
 * @param retry when it is tried again
 * @param deadLetter where it goes when it is given up
 */
public record Push(
    String id,
    String target,
    Sender sender,
    Delivery delivery,
    Optional<String> order,
    RetryPolicy retry,
    Optional<DeadLetter> deadLetter) {

  /** A push by a call of the switchboard, in no order. */
  public Push(
      String id,
      Arn target,
      Sender sender,
      Delivery delivery,
      RetryPolicy retry,
      Optional<DeadLetter> deadLetter) {
    this(id, target.toString(), sender, delivery, Optional.empty(), retry, deadLetter);
  }

  /** Pushes of one lane share a place in the storage and a turn. */
  String lane() {
    return order.map(group -> target + '\n' + group).orElse(target);
  }
}
