package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.wire.AwsException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The names and values that a request gives for the placeholders of its expressions, and which of
 * them were used. Confined to one thread.
 */
public final class Bindings {
  private static final Pattern NAME = Pattern.compile("#[A-Za-z0-9_]+");
  private static final Pattern VALUE = Pattern.compile(":[A-Za-z0-9_]+");
  private static final int LONGEST_NAME = 65_535;

  private final Map<String, String> names;
  private final Map<String, Value> values = new HashMap<>();
  private final Set<String> unusedNames;
  private final Set<String> unusedValues;

  /**
   * Takes them from a request.
   *
   * @throws AwsException 400 for a placeholder or value that is none
   */
  public Bindings(Map<String, String> names, Map<String, AttributeValue> values) {
    this.names = names;
    this.unusedNames = names.isEmpty() ? Set.of() : new HashSet<>(names.keySet());
    this.unusedValues = values.isEmpty() ? Set.of() : new HashSet<>(values.keySet());
    names.forEach(Bindings::checkName);
    values.forEach(this::bind);
  }

  private static void checkName(String placeholder, String name) {
    if (!NAME.matcher(placeholder).matches()) {
      throw Errors.validation(
          "ExpressionAttributeNames contains invalid key: Syntax error; key: \""
              + placeholder
              + "\"");
    }
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw Errors.validation(
          "ExpressionAttributeNames contains invalid value: Member must have length less than or"
              + " equal to "
              + LONGEST_NAME
              + " and greater than 0 for key "
              + placeholder);
    }
  }

  private void bind(String placeholder, AttributeValue value) {
    if (!VALUE.matcher(placeholder).matches()) {
      throw Errors.validation(
          "ExpressionAttributeValues contains invalid key: Syntax error; key: \""
              + placeholder
              + "\"");
    }
    try {
      values.put(placeholder, AttributeValues.value(value));
    } catch (AwsException e) {
      throw Errors.validation(
          "ExpressionAttributeValues contains invalid value: "
              + e.text()
              + " for key "
              + placeholder);
    }
  }

  String name(String placeholder) {
    String name = names.get(placeholder);
    if (name == null) {
      throw new SyntaxError(
          "An expression attribute name used in the document path is not defined; attribute name: "
              + placeholder);
    }
    unusedNames.remove(placeholder);
    return name;
  }

  Value value(String placeholder) {
    Value value = values.get(placeholder);
    if (value == null) {
      throw new SyntaxError(
          "An expression attribute value used in expression is not defined; attribute value: "
              + placeholder);
    }
    unusedValues.remove(placeholder);
    return value;
  }

  DocumentPath path(Syntax.Path path) {
    List<DocumentPath.Step> steps = path.steps().stream().map(this::step).toList();
    return new DocumentPath(
        ((DocumentPath.Member) steps.getFirst()).name(), steps.subList(1, steps.size()));
  }

  private DocumentPath.Step step(Syntax.Step step) {
    return switch (step) {
      case Syntax.Element(int index) -> new DocumentPath.Element(index);
      case Syntax.Member(String text) when text.startsWith("#") ->
          new DocumentPath.Member(name(text));
      case Syntax.Member(String text) -> {
        if (ReservedWords.has(text)) {
          throw new SyntaxError("Attribute name is a reserved keyword; reserved keyword: " + text);
        }
        yield new DocumentPath.Member(text);
      }
    };
  }

  /**
   * Throws when the request gives a name or a value that none of its expressions uses.
   *
   * @throws AwsException 400 naming them
   */
  public void checkAllUsed() {
    if (!unusedNames.isEmpty()) {
      throw Errors.validation(
          "Value provided in ExpressionAttributeNames unused in expressions: keys: "
              + keys(unusedNames));
    }
    if (!unusedValues.isEmpty()) {
      throw Errors.validation(
          "Value provided in ExpressionAttributeValues unused in expressions: keys: "
              + keys(unusedValues));
    }
  }

  private static String keys(Set<String> keys) {
    return "{" + String.join(", ", new TreeSet<>(keys)) + "}";
  }
}
