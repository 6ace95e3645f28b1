package dev.forebay.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.Arn;
import java.util.Optional;

/**
 * Where messages go that were received too often ("Using dead-letter queues in Amazon SQS").
 * Immutable.
 *
 * @param target the dead-letter queue
 * @param maxReceiveCount 1 to 1,000 receives; the next one moves the message
 */
record RedrivePolicy(Arn target, int maxReceiveCount) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The policy that the text spells; empty when it is none. */
  static Optional<RedrivePolicy> parse(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      Optional<Arn> target = Arn.parse(tree.path("deadLetterTargetArn").asText(""));
      // Some clients spell the count as a text.
      int count = tree.path("maxReceiveCount").asInt(0);
      return target.isEmpty() || count < 1 || count > 1_000
          ? Optional.empty()
          : Optional.of(new RedrivePolicy(target.get(), count));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
