package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Tables as answers describe them. */
final class TableDescriptions {
  private TableDescriptions() {}

  static TableDescription of(OpenTable table, TableStatus status) {
    TableRow row = table.row();
    Counts counts = Counts.of(table.database(), row.number());
    TableDescription.Builder answer =
        TableDescription.builder()
            .tableName(row.name())
            .tableArn(table.arn())
            .tableId(row.id())
            .tableStatus(status)
            .creationDateTime(Instant.ofEpochMilli(row.created()))
            .attributeDefinitions(
                row.definitions().stream().map(TableDescriptions::definition).toList())
            .keySchema(schema(row.keys()))
            .provisionedThroughput(throughput(row.throughput()))
            .itemCount(counts.items())
            .tableSizeBytes(counts.bytes())
            .deletionProtectionEnabled(row.options().deletionProtection());
    if (row.billing().onDemandSince() >= 0) {
      answer.billingModeSummary(
          BillingModeSummary.builder()
              .billingMode(row.billing().mode())
              .lastUpdateToPayPerRequestDateTime(
                  Instant.ofEpochMilli(row.billing().onDemandSince()))
              .build());
    }
    limits(row.throughput()).ifPresent(answer::onDemandThroughput);
    indexes(table, answer);
    options(table, answer);
    return answer.build();
  }

  private static void indexes(OpenTable table, TableDescription.Builder answer) {
    List<LocalSecondaryIndexDescription> local = new ArrayList<>();
    List<GlobalSecondaryIndexDescription> global = new ArrayList<>();
    for (IndexRow index : table.row().indexes()) {
      Counts counts = Counts.of(table.database(), index.number());
      String arn = table.arn() + "/index/" + index.name();
      switch (index.kind()) {
        case LOCAL ->
            local.add(
                LocalSecondaryIndexDescription.builder()
                    .indexName(index.name())
                    .indexArn(arn)
                    .keySchema(schema(index.keys()))
                    .projection(projection(index))
                    .itemCount(counts.items())
                    .indexSizeBytes(counts.bytes())
                    .build());
        case GLOBAL -> global.add(global(index, arn, counts));
      }
    }
    if (!local.isEmpty()) {
      answer.localSecondaryIndexes(local);
    }
    if (!global.isEmpty()) {
      answer.globalSecondaryIndexes(global);
    }
  }

  private static GlobalSecondaryIndexDescription global(IndexRow index, String arn, Counts counts) {
    GlobalSecondaryIndexDescription.Builder description =
        GlobalSecondaryIndexDescription.builder()
            .indexName(index.name())
            .indexArn(arn)
            .indexStatus(index.ready() ? IndexStatus.ACTIVE : IndexStatus.CREATING)
            .keySchema(schema(index.keys()))
            .projection(projection(index))
            .provisionedThroughput(throughput(index.throughput()))
            .itemCount(counts.items())
            .indexSizeBytes(counts.bytes());
    if (!index.ready()) {
      description.backfilling(true);
    }
    limits(index.throughput()).ifPresent(description::onDemandThroughput);
    return description.build();
  }

  private static void options(OpenTable table, TableDescription.Builder answer) {
    TableRow row = table.row();
    row.lastStream()
        .ifPresent(label ->
            answer.latestStreamLabel(label).latestStreamArn(table.arn() + "/stream/" + label));
    row.stream()
        .ifPresent(link ->
            answer.streamSpecification(
                StreamSpecification.builder()
                    .streamEnabled(true)
                    .streamViewType(link.view().name())
                    .build()));
    row.options()
        .tableClass()
        .ifPresent(
            name -> answer.tableClassSummary(TableClassSummary.builder().tableClass(name).build()));
    row.options()
        .encryption()
        .ifPresent(type -> {
          SSEDescription.Builder encryption =
              SSEDescription.builder().status(SSEStatus.ENABLED).sseType(type);
          row.options().kmsKey().ifPresent(encryption::kmsMasterKeyArn);
          answer.sseDescription(encryption.build());
        });
  }

  private static AttributeDefinition definition(KeyAttribute attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute.name())
        .attributeType(attribute.type())
        .build();
  }

  static List<KeySchemaElement> schema(KeySchema keys) {
    List<KeySchemaElement> schema = new ArrayList<>();
    schema.add(element(keys.hash().name(), KeyType.HASH));
    keys.range().ifPresent(range -> schema.add(element(range.name(), KeyType.RANGE)));
    return schema;
  }

  private static KeySchemaElement element(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static Projection projection(IndexRow index) {
    Projection.Builder projection = Projection.builder().projectionType(index.projection());
    if (!index.included().isEmpty()) {
      projection.nonKeyAttributes(index.included());
    }
    return projection.build();
  }

  private static ProvisionedThroughputDescription throughput(Throughput throughput) {
    ProvisionedThroughputDescription.Builder answer =
        ProvisionedThroughputDescription.builder()
            .readCapacityUnits(throughput.read())
            .writeCapacityUnits(throughput.write())
            .numberOfDecreasesToday(throughput.decreases());
    if (throughput.increased() >= 0) {
      answer.lastIncreaseDateTime(Instant.ofEpochMilli(throughput.increased()));
    }
    if (throughput.decreased() >= 0) {
      answer.lastDecreaseDateTime(Instant.ofEpochMilli(throughput.decreased()));
    }
    return answer.build();
  }

  private static Optional<OnDemandThroughput> limits(Throughput throughput) {
    if (throughput.mostRead() < 0 && throughput.mostWrite() < 0) {
      return Optional.empty();
    }
    OnDemandThroughput.Builder limits = OnDemandThroughput.builder();
    if (throughput.mostRead() >= 0) {
      limits.maxReadRequestUnits(throughput.mostRead());
    }
    if (throughput.mostWrite() >= 0) {
      limits.maxWriteRequestUnits(throughput.mostWrite());
    }
    return Optional.of(limits.build());
  }
}
