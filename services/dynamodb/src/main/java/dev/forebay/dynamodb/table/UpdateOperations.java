package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.stream.Recorder;
import dev.forebay.dynamodb.stream.ViewType;
import dev.forebay.dynamodb.table.TableRow.Billing;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** UpdateTable. Thread-safe. */
final class UpdateOperations {
  private final Tables tables;
  private final Recorder recorder;
  private final Upkeep upkeep;
  private final Clock clock;

  UpdateOperations(Tables tables, Recorder recorder, Upkeep upkeep, Clock clock) {
    this.tables = tables;
    this.recorder = recorder;
    this.upkeep = upkeep;
    this.clock = clock;
  }

  UpdateTableResponse update(CallContext context, UpdateTableRequest request) {
    if (request.hasReplicaUpdates()
        || request.hasGlobalTableWitnessUpdates()
        || request.multiRegionConsistency() != null) {
      throw Errors.validation("Global tables are not supported by Forebay");
    }
    checkAsksForSomething(request);
    Tables.Place place = Tables.place(context.place(), request.tableName());
    Database database = tables.database(place.place());
    OpenTable updated =
        database.change(batch -> {
          OpenTable table =
              tables
                  .read(batch, database, place.name())
                  .orElseThrow(() -> TableOperations.noTable(place));
          TableRow row = change(batch, table, request);
          tables.put(batch, database, row);
          return new OpenTable(database, row, row.encode());
        });
    upkeep.wake();
    return UpdateTableResponse.builder()
        .tableDescription(TableDescriptions.of(updated, TableStatus.UPDATING))
        .build();
  }

  private static void checkAsksForSomething(UpdateTableRequest request) {
    if (request.billingMode() == null
        && request.provisionedThroughput() == null
        && !request.hasGlobalSecondaryIndexUpdates()
        && request.streamSpecification() == null
        && request.sseSpecification() == null
        && request.tableClass() == null
        && request.deletionProtectionEnabled() == null
        && request.onDemandThroughput() == null
        && request.warmThroughput() == null) {
      throw Errors.validation(
          "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
              + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
    }
  }

  private TableRow change(Batch batch, OpenTable table, UpdateTableRequest request) {
    TableRow row = table.row();
    if (row.active() > clock.now().toEpochMilli()) {
      throw Errors.inUse(
          "Attempt to change a resource which is still in use: Table is being created: "
              + row.name());
    }
    row = throughput(row, request);
    if (request.hasGlobalSecondaryIndexUpdates()) {
      row = new IndexUpdates(tables, clock).apply(batch, row, request);
    }
    row = stream(batch, table, row, request);
    TableOptions options = row.options();
    if (request.deletionProtectionEnabled() != null) {
      options = options.withDeletionProtection(request.deletionProtectionEnabled());
    }
    if (request.tableClass() != null) {
      options = options.withClass(request.tableClassAsString());
    }
    if (request.sseSpecification() != null) {
      options =
          options.withEncryption(
              TableOperations.encryption(request.sseSpecification()),
              Optional.ofNullable(request.sseSpecification())
                  .map(SSESpecification::kmsMasterKeyId));
    }
    return row.with(options);
  }

  private TableRow throughput(TableRow row, UpdateTableRequest request) {
    long now = clock.now().toEpochMilli();
    ProvisionedThroughput wanted = request.provisionedThroughput();
    OnDemandThroughput limits = request.onDemandThroughput();
    Billing billing = billing(row, request, now);
    if (!billing.isProvisioned()) {
      if (wanted != null) {
        throw Errors.invalidParameters(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is"
                + " PAY_PER_REQUEST");
      }
      Throughput next =
          row.billing().isProvisioned()
              ? TableShape.throughput(billing, null, limits, Optional.empty())
              : limits == null
                  ? row.throughput()
                  : TableShape.throughput(billing, null, limits, Optional.empty());
      return row.with(billing, next);
    }
    if (wanted == null) {
      if (!row.billing().isProvisioned()) {
        throw Errors.invalidParameters(
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
      }
      return row.with(billing, row.throughput());
    }
    Throughput there = row.throughput();
    if (row.billing().isProvisioned()
        && there.read() == wanted.readCapacityUnits()
        && there.write() == wanted.writeCapacityUnits()
        && !request.hasGlobalSecondaryIndexUpdates()) {
      throw unchanged("table", there, wanted);
    }
    return row.with(
        billing, there.changedTo(wanted.readCapacityUnits(), wanted.writeCapacityUnits(), now));
  }

  static AwsException unchanged(String what, Throughput there, ProvisionedThroughput wanted) {
    return Errors.validation(
        "The provisioned throughput for the "
            + what
            + " will not change. The requested value equals the current value. Current"
            + " ReadCapacityUnits provisioned for the "
            + what
            + ": "
            + there.read()
            + ". Requested ReadCapacityUnits: "
            + wanted.readCapacityUnits()
            + ". Current WriteCapacityUnits provisioned for the "
            + what
            + ": "
            + there.write()
            + ". Requested WriteCapacityUnits: "
            + wanted.writeCapacityUnits()
            + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request"
            + " higher limits.");
  }

  private static Billing billing(TableRow row, UpdateTableRequest request, long now) {
    if (request.billingMode() == null) {
      return row.billing();
    }
    return request.billingMode() == BillingMode.PAY_PER_REQUEST
        ? new Billing(
            "PAY_PER_REQUEST", row.billing().isProvisioned() ? now : row.billing().onDemandSince())
        : new Billing("PROVISIONED", row.billing().onDemandSince());
  }

  private TableRow stream(Batch batch, OpenTable table, TableRow row, UpdateTableRequest request) {
    if (request.streamSpecification() == null) {
      return row;
    }
    Optional<ViewType> view = TableOperations.view(request.streamSpecification());
    if (view.isPresent()) {
      if (row.stream().isPresent()) {
        throw Errors.validation("Table already has an enabled stream: TableName: " + row.name());
      }
      return row.with(
          Optional.of(
              recorder.enable(batch, row.name(), row.keys(), view.get(), Tables.number(batch))));
    }
    if (row.stream().isEmpty()) {
      throw Errors.validation("Table has no stream to disable: TableName: " + row.name());
    }
    recorder.disable(table.database(), batch, row.name(), row.stream().get());
    return row.with(Optional.empty());
  }
}
