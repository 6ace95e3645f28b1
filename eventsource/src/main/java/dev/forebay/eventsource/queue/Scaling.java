package dev.forebay.eventsource.queue;

import dev.forebay.eventsource.mapping.QueueOptions;
import dev.forebay.eventsource.mapping.QueueOptions.ProvisionedPollers;
import java.util.Optional;

/**
 * How many batches of a queue may be in the works at once. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html">Configuring
 *     scaling behavior for SQS event source mappings</a>
 * @param start with how many a mapping begins, and to how many it returns when the queue is empty
 * @param least to how few it goes down when the function is throttled or fails
 * @param most the ceiling
 * @param perMinute how many come on top in a minute while messages are waiting
 */
public record Scaling(int start, int least, int most, int perMinute) {
  private static final int START = 5;
  private static final int LEAST = 2;
  private static final int MOST = 1_250;
  private static final int PER_MINUTE = 300;
  private static final int INVOKES_OF_A_PROVISIONED_POLLER = 10;
  private static final int PROVISIONED_PER_MINUTE = 1_000;

  /** The scaling that a mapping's options ask for. */
  public static Scaling of(QueueOptions options) {
    Optional<ProvisionedPollers> provisioned = options.provisioned();
    if (provisioned.isPresent()) {
      int least = provisioned.get().minimum() * INVOKES_OF_A_PROVISIONED_POLLER;
      return new Scaling(
          least,
          least,
          provisioned.get().maximum() * INVOKES_OF_A_PROVISIONED_POLLER,
          PROVISIONED_PER_MINUTE);
    }
    int most = options.maximumConcurrency().orElse(MOST);
    return new Scaling(Math.min(START, most), LEAST, most, PER_MINUTE);
  }
}
