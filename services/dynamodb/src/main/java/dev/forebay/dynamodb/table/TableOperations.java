package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.stream.Recorder;
import dev.forebay.dynamodb.stream.ViewType;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** CreateTable, DescribeTable, ListTables and DeleteTable. Thread-safe. */
final class TableOperations {
  private static final int MOST_LISTED = 100;
  private static final int LONGEST_POLICY = 20_480;

  private final Tables tables;
  private final Recorder recorder;
  private final Upkeep upkeep;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration transition;

  TableOperations(
      Tables tables,
      Recorder recorder,
      Upkeep upkeep,
      Clock clock,
      RandomGenerator random,
      Duration transition) {
    this.tables = tables;
    this.recorder = recorder;
    this.upkeep = upkeep;
    this.clock = clock;
    this.random = random;
    this.transition = transition;
  }

  CreateTableResponse create(CallContext context, CreateTableRequest request) {
    long now = clock.now().toEpochMilli();
    TableShape shape = TableShape.of(request, now);
    Optional<ViewType> view = view(request.streamSpecification());
    Map<String, String> tags = Tags.merged(Map.of(), Tags.of(request.tags()));
    checkPolicy(request.resourcePolicy());
    TableOptions options =
        new TableOptions(
            Boolean.TRUE.equals(request.deletionProtectionEnabled()),
            Optional.ofNullable(request.tableClassAsString()),
            encryption(request.sseSpecification()),
            Optional.ofNullable(request.sseSpecification()).map(SSESpecification::kmsMasterKeyId),
            -1,
            Optional.ofNullable(request.resourcePolicy()),
            tags);
    Tables.Place place = Tables.place(context.place(), request.tableName());
    Database database = tables.database(place.place());
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    TableRow created =
        database.change(batch -> {
          if (tables.read(batch, database, place.name()).isPresent()) {
            throw Errors.inUse("Table already exists: " + place.name());
          }
          TableRow row =
              new TableRow(
                  place.name(),
                  Tables.number(batch),
                  id,
                  now,
                  now + transition.toMillis(),
                  shape.definitions(),
                  shape.keys(),
                  shape.indexes(request, () -> Tables.number(batch)),
                  shape.billing(),
                  shape.throughput(),
                  view.map(wanted -> enable(batch, place.name(), shape.keys(), wanted)),
                  Optional.empty(),
                  TimeToLive.NONE,
                  options);
          TableRow linked = row.with(row.stream());
          tables.put(batch, database, linked);
          return linked;
        });
    return CreateTableResponse.builder()
        .tableDescription(
            TableDescriptions.of(
                new OpenTable(database, created, created.encode()), TableStatus.CREATING))
        .build();
  }

  private Recorder.Link enable(Batch batch, String table, KeySchema keys, ViewType view) {
    return recorder.enable(batch, table, keys, view, Tables.number(batch));
  }

  static Optional<ViewType> view(@Nullable StreamSpecification stream) {
    if (stream == null || !Boolean.TRUE.equals(stream.streamEnabled())) {
      if (stream != null && stream.streamViewType() != null) {
        throw Errors.invalidParameters(
            "StreamViewType must not be specified when StreamEnabled is false");
      }
      return Optional.empty();
    }
    if (stream.streamViewType() == null) {
      throw Errors.invalidParameters("StreamViewType must be specified when StreamEnabled is true");
    }
    return Optional.of(ViewType.valueOf(stream.streamViewTypeAsString()));
  }

  static Optional<String> encryption(@Nullable SSESpecification wanted) {
    return wanted == null || !Boolean.TRUE.equals(wanted.enabled())
        ? Optional.empty()
        : Optional.of(wanted.sseType() == null ? "KMS" : wanted.sseTypeAsString());
  }

  private static void checkPolicy(@Nullable String policy) {
    if (policy != null && policy.length() > LONGEST_POLICY) {
      throw Errors.validation("Resource policy must not be larger than 20 KB");
    }
  }

  DescribeTableResponse describe(CallContext context, DescribeTableRequest request) {
    OpenTable table = find(context, request.tableName());
    return DescribeTableResponse.builder()
        .table(TableDescriptions.of(table, status(table)))
        .build();
  }

  TableStatus status(OpenTable table) {
    if (table.row().active() > clock.now().toEpochMilli()) {
      return TableStatus.CREATING;
    }
    return table.row().indexes().stream().allMatch(IndexRow::ready)
        ? TableStatus.ACTIVE
        : TableStatus.UPDATING;
  }

  private OpenTable find(CallContext context, String nameOrArn) {
    Tables.Place place = Tables.place(context.place(), nameOrArn);
    return tables.find(place).orElseThrow(() -> noTable(place));
  }

  static AwsException noTable(Tables.Place place) {
    return Errors.notFound("Requested resource not found: Table: " + place.name() + " not found");
  }

  ListTablesResponse list(CallContext context, ListTablesRequest request) {
    int limit = request.limit() == null ? MOST_LISTED : request.limit();
    List<String> names =
        tables.names(
            context.place(), Optional.ofNullable(request.exclusiveStartTableName()), limit + 1);
    ListTablesResponse.Builder answer =
        ListTablesResponse.builder().tableNames(names.stream().limit(limit).toList());
    if (names.size() > limit) {
      answer.lastEvaluatedTableName(names.get(limit - 1));
    }
    return answer.build();
  }

  DeleteTableResponse delete(CallContext context, DeleteTableRequest request) {
    Tables.Place place = Tables.place(context.place(), request.tableName());
    Database database = tables.database(place.place());
    OpenTable deleted =
        database.change(batch -> {
          OpenTable table =
              tables.read(batch, database, place.name()).orElseThrow(() -> noTable(place));
          if (table.row().options().deletionProtection()) {
            throw Errors.validation(
                "Resource cannot be deleted as it is currently protected against deletion. Disable"
                    + " deletion protection first.");
          }
          remove(batch, table);
          return table;
        });
    upkeep.wake();
    return DeleteTableResponse.builder()
        .tableDescription(TableDescriptions.of(deleted, TableStatus.DELETING))
        .build();
  }

  private void remove(Batch batch, OpenTable table) {
    TableRow row = table.row();
    row.stream().ifPresent(link -> recorder.disable(table.database(), batch, row.name(), link));
    tables.remove(batch, table);
    tables.purge(batch, table.items(), row.number());
    row.indexes()
        .forEach(index -> tables.purge(batch, OpenTable.entries(index.number()), index.number()));
    if (row.timeToLive().number() > 0) {
      long number = row.timeToLive().number();
      tables.purge(batch, OpenTable.entries(number), number);
    }
  }
}
