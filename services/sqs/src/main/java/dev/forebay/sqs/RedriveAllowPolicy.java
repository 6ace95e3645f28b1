package dev.forebay.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which queues may name this one as their dead-letter queue. Immutable.
 *
 * @param permission who may
 * @param sources the ARNs of the queues that may, for {@link Permission#BY_QUEUE}; up to ten
 */
record RedriveAllowPolicy(Permission permission, List<String> sources) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who may. */
  enum Permission {
    /** Every queue of the account and region. */
    ALLOW_ALL,
    /** None. */
    DENY_ALL,
    /** Those listed. */
    BY_QUEUE
  }

  RedriveAllowPolicy {
    sources = List.copyOf(sources);
  }

  boolean allows(String sourceArn) {
    return switch (permission) {
      case ALLOW_ALL -> true;
      case DENY_ALL -> false;
      case BY_QUEUE -> sources.contains(sourceArn);
    };
  }

  /** The policy that the text spells; empty when it is none. */
  static Optional<RedriveAllowPolicy> parse(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      List<String> arns = new ArrayList<>();
      tree.path("sourceQueueArns").forEach(arn -> arns.add(arn.asText()));
      Permission permission =
          switch (tree.path("redrivePermission").asText("")) {
            case "allowAll" -> Permission.ALLOW_ALL;
            case "denyAll" -> Permission.DENY_ALL;
            case "byQueue" -> Permission.BY_QUEUE;
            default -> null;
          };
      if (permission == null
          || (permission == Permission.BY_QUEUE) == arns.isEmpty()
          || arns.size() > 10) {
        return Optional.empty();
      }
      return Optional.of(new RedriveAllowPolicy(permission, arns));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
