package dev.forebay.wire.protocol;

import java.util.Map;

/**
 * How the query protocol spells members. A query service's own classes say it themselves; SQS has
 * become a JSON service, whose model no longer tells the names that its query form has kept
 * ("Amazon SQS API Reference"). Immutable.
 */
sealed interface QueryNames {
  /** The name of a structure's member; of a flattened list or map, that of each element. */
  String name(FieldPlan field);

  /** The name of the key in a map's entry. */
  String key(FieldPlan field);

  /** The name of the value in a map's entry. */
  String value(FieldPlan field);

  /** The names for an operation. */
  static QueryNames of(BoundOperation bound) {
    return bound.table().profile().queryNamespace().isEmpty()
        ? Own.OWN
        : new Kept(bound.operation().name());
  }

  /** As the SDK's classes have them. */
  enum Own implements QueryNames {
    /** The only one. */
    OWN;

    @Override
    public String name(FieldPlan field) {
      return field.name;
    }

    @Override
    public String key(FieldPlan field) {
      return field.keyName;
    }

    @Override
    public String value(FieldPlan field) {
      return field.elementName;
    }
  }

  /**
   * As SQS had them before its model was JSON.
   *
   * @param operation whose batches' entries are named after it
   */
  record Kept(String operation) implements QueryNames {
    private static final Map<String, String> SINGULAR =
        Map.ofEntries(
            Map.entry("AttributeNames", "AttributeName"),
            Map.entry("Attributes", "Attribute"),
            Map.entry("tags", "Tag"),
            Map.entry("Tags", "Tag"),
            Map.entry("TagKeys", "TagKey"),
            Map.entry("MessageAttributeNames", "MessageAttributeName"),
            Map.entry("MessageSystemAttributeNames", "MessageSystemAttributeName"),
            Map.entry("MessageAttributes", "MessageAttribute"),
            Map.entry("MessageSystemAttributes", "MessageSystemAttribute"),
            Map.entry("AWSAccountIds", "AWSAccountId"),
            Map.entry("Actions", "ActionName"),
            Map.entry("StringListValues", "StringListValue"),
            Map.entry("BinaryListValues", "BinaryListValue"),
            Map.entry("QueueUrls", "QueueUrl"),
            Map.entry("queueUrls", "QueueUrl"),
            Map.entry("Messages", "Message"),
            Map.entry("Failed", "BatchResultErrorEntry"));

    @Override
    public String name(FieldPlan field) {
      return switch (field.name) {
        case "Entries" -> operation + "RequestEntry";
        case "Successful", "Results" -> operation + "ResultEntry";
        default -> SINGULAR.getOrDefault(field.name, field.name);
      };
    }

    @Override
    public String key(FieldPlan field) {
      return isTags(field) ? "Key" : "Name";
    }

    @Override
    public String value(FieldPlan field) {
      return "Value";
    }

    private static boolean isTags(FieldPlan field) {
      return field.name.equalsIgnoreCase("tags");
    }
  }
}
