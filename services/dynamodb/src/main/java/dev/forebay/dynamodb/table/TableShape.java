package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.table.IndexRow.Kind;
import dev.forebay.dynamodb.table.TableRow.Billing;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;

/**
 * What CreateTable asks for, checked. See "CreateTable" in the API Reference.
 *
 * @param definitions the attributes of keys
 * @param keys the table's key
 * @param billing how it is paid for
 * @param throughput what it is provisioned with
 */
record TableShape(
    List<KeyAttribute> definitions, KeySchema keys, Billing billing, Throughput throughput) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
  private static final int MOST_LOCAL = 5;
  private static final int MOST_GLOBAL = 20;

  /** Checks the name of a table or index. */
  static void checkName(String member, String name) {
    if (name.length() < 3 || name.length() > 255) {
      throw Errors.validation(
          member + " must be at least 3 characters long and at most 255 characters long");
    }
    if (!NAME.matcher(name).matches()) {
      throw Errors.validation(
          "1 validation error detected: Value '"
              + name
              + "' at '"
              + member.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
              + member.substring(1)
              + "' failed to satisfy constraint: Member must satisfy regular expression pattern:"
              + " [a-zA-Z0-9_.-]+");
    }
  }

  static TableShape of(CreateTableRequest request, long now) {
    checkName("TableName", request.tableName());
    Billing billing =
        request.billingMode() == BillingMode.PAY_PER_REQUEST
            ? new Billing("PAY_PER_REQUEST", now)
            : new Billing("PROVISIONED", -1);
    Throughput throughput =
        throughput(
            billing,
            request.provisionedThroughput(),
            request.onDemandThroughput(),
            Optional.empty());
    List<KeyAttribute> definitions = definitions(request.attributeDefinitions());
    KeySchema keys = IndexShape.keys(request.keySchema(), definitions);
    if (!request.hasLocalSecondaryIndexes()
        && !request.hasGlobalSecondaryIndexes()
        && definitions.size() != keys.attributes().size()) {
      throw Errors.invalidParameters(
          "Number of attributes in KeySchema does not exactly match number of attributes defined in"
              + " AttributeDefinitions");
    }
    return new TableShape(definitions, keys, billing, throughput);
  }

  static List<KeyAttribute> definitions(List<AttributeDefinition> definitions) {
    List<KeyAttribute> attributes =
        definitions.stream()
            .map(one -> new KeyAttribute(one.attributeName(), one.attributeTypeAsString()))
            .toList();
    Set<String> names = new HashSet<>();
    for (KeyAttribute attribute : attributes) {
      if (!names.add(attribute.name())) {
        throw Errors.invalidParameters(
            "Duplicate AttributeName in AttributeDefinitions: " + attribute.name());
      }
    }
    return attributes;
  }

  /**
   * The throughput of a table or index.
   *
   * @param index the index's name; empty for the table
   */
  static Throughput throughput(
      Billing billing,
      @Nullable ProvisionedThroughput provisioned,
      @Nullable OnDemandThroughput limits,
      Optional<String> index) {
    String where = index.map(name -> " for index: " + name).orElse("");
    if (billing.isProvisioned()) {
      if (provisioned == null) {
        throw Errors.invalidParameters(
            index.isPresent()
                ? "ProvisionedThroughput must be specified" + where
                : "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode"
                    + " is PROVISIONED");
      }
      if (limits != null) {
        throw Errors.invalidParameters(
            "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST" + where);
      }
      return Throughput.provisioned(
          provisioned.readCapacityUnits(), provisioned.writeCapacityUnits());
    }
    if (provisioned != null) {
      throw Errors.invalidParameters(
          index.isPresent()
              ? "ProvisionedThroughput should not be specified"
                  + where
                  + " when BillingMode is PAY_PER_REQUEST"
              : "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode"
                  + " is PAY_PER_REQUEST");
    }
    return limits == null
        ? Throughput.ON_DEMAND
        : Throughput.ON_DEMAND.limitedTo(
            orNone(limits.maxReadRequestUnits()), orNone(limits.maxWriteRequestUnits()));
  }

  private static long orNone(@Nullable Long limit) {
    return limit == null ? -1 : limit;
  }

  /** The indexes that the request asks for. */
  List<IndexRow> indexes(CreateTableRequest request, LongSupplier numbers) {
    List<IndexRow> indexes = new ArrayList<>();
    checkCounts(request);
    for (LocalSecondaryIndex local : request.localSecondaryIndexes()) {
      indexes.add(local(local, numbers.getAsLong()));
      checkDistinct(indexes);
    }
    for (GlobalSecondaryIndex global : request.globalSecondaryIndexes()) {
      indexes.add(global(global, numbers.getAsLong()));
      checkDistinct(indexes);
    }
    checkAllUsed(definitions, keys, indexes);
    return indexes;
  }

  private static void checkCounts(CreateTableRequest request) {
    if (request.hasLocalSecondaryIndexes() && request.localSecondaryIndexes().isEmpty()) {
      throw Errors.invalidParameters("List of LocalSecondaryIndexes is empty");
    }
    if (request.hasGlobalSecondaryIndexes() && request.globalSecondaryIndexes().isEmpty()) {
      throw Errors.invalidParameters("List of GlobalSecondaryIndexes is empty");
    }
    if (request.localSecondaryIndexes().size() > MOST_LOCAL) {
      throw Errors.invalidParameters(
          "Number of LocalSecondaryIndexes exceeds per-table limit of " + MOST_LOCAL);
    }
    if (request.globalSecondaryIndexes().size() > MOST_GLOBAL) {
      throw Errors.invalidParameters(
          "Number of GlobalSecondaryIndexes exceeds per-table limit of " + MOST_GLOBAL);
    }
  }

  private IndexRow local(LocalSecondaryIndex local, long number) {
    if (keys.range().isEmpty()) {
      throw Errors.invalidParameters(
          "Table KeySchema does not have a range key, which is required when specifying a"
              + " LocalSecondaryIndex");
    }
    checkName("IndexName", local.indexName());
    KeySchema own = IndexShape.keys(local.keySchema(), definitions);
    if (own.range().isEmpty()) {
      throw Errors.invalidParameters(
          "Index KeySchema does not have a range key for index: " + local.indexName());
    }
    if (!own.hash().equals(keys.hash())) {
      throw Errors.invalidParameters(
          "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
              + local.indexName()
              + ". index hash key: "
              + own.hash().name()
              + ", table hash key: "
              + keys.hash().name());
    }
    return IndexShape.index(
        local.indexName(), number, Kind.LOCAL, own, local.projection(), Throughput.ON_DEMAND, true);
  }

  private IndexRow global(GlobalSecondaryIndex global, long number) {
    checkName("IndexName", global.indexName());
    return IndexShape.index(
        global.indexName(),
        number,
        Kind.GLOBAL,
        IndexShape.keys(global.keySchema(), definitions),
        global.projection(),
        throughput(
            billing,
            global.provisionedThroughput(),
            global.onDemandThroughput(),
            Optional.of(global.indexName())),
        true);
  }

  private static void checkDistinct(List<IndexRow> indexes) {
    String last = indexes.getLast().name();
    if (indexes.stream().filter(index -> index.name().equals(last)).count() > 1) {
      throw Errors.invalidParameters("Duplicate index name: " + last);
    }
  }

  /** Throws 400 when an attribute is defined that no key has. */
  static void checkAllUsed(List<KeyAttribute> definitions, KeySchema keys, List<IndexRow> indexes) {
    Set<String> used = new LinkedHashSet<>(keys.names());
    indexes.forEach(index -> used.addAll(index.keys().names()));
    if (definitions.stream().anyMatch(definition -> !used.contains(definition.name()))) {
      throw Errors.invalidParameters(
          "Some AttributeDefinitions are not used. AttributeDefinitions: ["
              + String.join(", ", definitions.stream().map(KeyAttribute::name).toList())
              + "], keys used: ["
              + String.join(", ", used)
              + "]");
    }
  }
}
