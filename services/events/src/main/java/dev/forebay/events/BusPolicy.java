package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The documents of buses' policies. */
final class BusPolicy {
  /** Those that put events onto the default bus of the account that they act for. */
  private static final List<String> SERVICES =
      List.of(
          "cognito-idp",
          "dynamodb",
          "events",
          "kinesis",
          "lambda",
          "logs",
          "pipes",
          "s3",
          "scheduler",
          "sns",
          "sqs");

  private BusPolicy() {}

  /** The document of a stored policy, its statements as a list; one without any for none. */
  static ObjectNode document(@Nullable String policy) {
    if (policy == null) {
      return Event.JSON.createObjectNode().put("Version", "2012-10-17");
    }
    try {
      ObjectNode document = (ObjectNode) Event.JSON.readTree(policy);
      if (document.path("Statement") instanceof ObjectNode single) {
        document.putArray("Statement").add(single);
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a policy is checked before it is stored", e);
    }
  }

  /**
   * What decides about a bus: its policy; for a default bus also that AWS's services put the events
   * of the account there, which nobody has to allow.
   */
  static Optional<String> inForce(BusId bus, @Nullable String policy) {
    if (!bus.isDefault()) {
      return Optional.ofNullable(policy);
    }
    ObjectNode document = document(policy);
    ObjectNode own = document.withArrayProperty("Statement").addObject();
    own.put("Sid", "ServicesOfTheAccount").put("Effect", "Allow");
    ArrayNode principals = own.putObject("Principal").putArray("Service");
    SERVICES.forEach(service -> principals.add(service + ".amazonaws.com"));
    own.put("Action", "events:PutEvents").put("Resource", bus.arn().toString());
    own.putObject("Condition")
        .putObject("StringEquals")
        .put("aws:SourceAccount", bus.place().account().value());
    return Optional.of(document.toString());
  }
}
