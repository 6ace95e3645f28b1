package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.table.IndexRow.Kind;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/** Keys and projections as requests have them, checked. */
final class IndexShape {
  private IndexShape() {}

  /** The key of a table or index, its attributes being among those defined. */
  static KeySchema keys(List<KeySchemaElement> schema, List<KeyAttribute> definitions) {
    List<String> names = schema.stream().map(KeySchemaElement::attributeName).toList();
    for (String name : names) {
      if (definitions.stream().noneMatch(definition -> definition.name().equals(name))) {
        throw Errors.invalidParameters(
            "Some index key attributes are not defined in AttributeDefinitions. Keys: "
                + "["
                + String.join(", ", names)
                + "], AttributeDefinitions: "
                + definitions.stream()
                    .map(KeyAttribute::name)
                    .collect(Collectors.joining(", ", "[", "]")));
      }
    }
    checkForm(schema);
    return new KeySchema(
        definition(names.getFirst(), definitions),
        names.size() > 1 ? Optional.of(definition(names.get(1), definitions)) : Optional.empty());
  }

  /** Throws 400 unless there is a HASH and perhaps a RANGE of another name. */
  static void checkForm(List<KeySchemaElement> schema) {
    if (schema.getFirst().keyType() != KeyType.HASH) {
      throw Errors.validation(
          "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }
    if (schema.size() > 1) {
      if (schema.getFirst().attributeName().equals(schema.get(1).attributeName())) {
        throw Errors.validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name");
      }
      if (schema.get(1).keyType() != KeyType.RANGE) {
        throw Errors.validation(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
      }
    }
  }

  private static KeyAttribute definition(String name, List<KeyAttribute> definitions) {
    return definitions.stream()
        .filter(definition -> definition.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("checked before: " + name));
  }

  /** An index, new and without entries. */
  static IndexRow index(
      String name,
      long number,
      Kind kind,
      KeySchema keys,
      Projection projection,
      Throughput throughput,
      boolean ready) {
    if (projection.projectionType() == null
        || projection.projectionType() == ProjectionType.UNKNOWN_TO_SDK_VERSION) {
      throw Errors.invalidParameters(
          "Unknown ProjectionType: " + projection.projectionTypeAsString());
    }
    ProjectionType type = projection.projectionType();
    if (type != ProjectionType.INCLUDE && projection.hasNonKeyAttributes()) {
      throw Errors.invalidParameters(
          "ProjectionType is " + type + ", but NonKeyAttributes is specified");
    }
    if (type == ProjectionType.INCLUDE && !projection.hasNonKeyAttributes()) {
      throw Errors.invalidParameters(
          "ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    }
    Set<String> distinct = new HashSet<>(projection.nonKeyAttributes());
    if (distinct.size() < projection.nonKeyAttributes().size()) {
      throw Errors.invalidParameters("Duplicate value in NonKeyAttributes of index: " + name);
    }
    return new IndexRow(
        name,
        number,
        kind,
        keys,
        type.toString(),
        projection.nonKeyAttributes(),
        throughput,
        ready);
  }
}
