package dev.forebay.wire.form;

import java.util.Arrays;
import java.util.Map;

/**
 * What a policy wants of a form ("POST policy", Amazon S3 API Reference). A field that is not there
 * meets no condition, not even one that any text would meet. Immutable.
 */
sealed interface PostCondition {
  /** Whether the fields, by names in lower case, are as wanted. */
  boolean holds(Map<String, String> fields);

  /** As the refusal spells it. */
  String text();

  /** The field has exactly this text. */
  record Exact(String field, String value) implements PostCondition {
    @Override
    public boolean holds(Map<String, String> fields) {
      return value.equals(fields.get(field));
    }

    @Override
    public String text() {
      return "[\"eq\", \"$" + field + "\", \"" + value + "\"]";
    }
  }

  /** The field's text begins so; of a list of content types each does. */
  record StartsWith(String field, String value) implements PostCondition {
    @Override
    public boolean holds(Map<String, String> fields) {
      String given = fields.get(field);
      if (given == null) {
        return false;
      }
      return field.equals("content-type")
          ? Arrays.stream(given.split(",", -1)).allMatch(type -> type.strip().startsWith(value))
          : given.startsWith(value);
    }

    @Override
    public String text() {
      return "[\"starts-with\", \"$" + field + "\", \"" + value + "\"]";
    }
  }
}
