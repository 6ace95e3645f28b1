package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.model.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** What UpdateTable does to global indexes: makes, changes and removes them. Thread-safe. */
final class IndexUpdates {
  private final Tables tables;
  private final Clock clock;

  IndexUpdates(Tables tables, Clock clock) {
    this.tables = tables;
    this.clock = clock;
  }

  TableRow apply(Batch batch, TableRow row, UpdateTableRequest request) {
    List<GlobalSecondaryIndexUpdate> updates = request.globalSecondaryIndexUpdates();
    long online =
        updates.stream().filter(one -> one.create() != null || one.delete() != null).count();
    boolean busy = row.indexes().stream().anyMatch(index -> !index.ready());
    if (online > 1 || (online == 1 && busy)) {
      throw Errors.limit(
          "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously"
              + " per table");
    }
    TableRow next = row;
    for (GlobalSecondaryIndexUpdate update : updates) {
      if (update.create() != null) {
        next = create(batch, next, update.create(), request);
      } else if (update.delete() != null) {
        next = delete(batch, next, update.delete().indexName());
      } else if (update.update() != null) {
        next = change(next, update.update());
      } else {
        throw Errors.invalidParameters(
            "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create,"
                + " GlobalSecondaryIndexUpdate.Delete must not be null");
      }
    }
    return next;
  }

  private static TableRow create(
      Batch batch,
      TableRow row,
      CreateGlobalSecondaryIndexAction action,
      UpdateTableRequest request) {
    TableShape.checkName("IndexName", action.indexName());
    if (row.index(action.indexName()).isPresent()) {
      throw Errors.invalidParameters("Attempting to create an index which already exists");
    }
    List<KeyAttribute> definitions = definitions(row, request);
    IndexRow index =
        IndexShape.index(
            action.indexName(),
            Tables.number(batch),
            IndexRow.Kind.GLOBAL,
            IndexShape.keys(action.keySchema(), definitions),
            action.projection(),
            TableShape.throughput(
                row.billing(),
                action.provisionedThroughput(),
                action.onDemandThroughput(),
                Optional.of(action.indexName())),
            false);
    List<IndexRow> indexes = new ArrayList<>(row.indexes());
    indexes.add(index);
    TableShape.checkAllUsed(definitions, row.keys(), indexes);
    return row.with(definitions, indexes);
  }

  /** The attributes of the table, and those that the request defines besides. */
  private static List<KeyAttribute> definitions(TableRow row, UpdateTableRequest request) {
    Set<KeyAttribute> all = new LinkedHashSet<>(row.definitions());
    for (KeyAttribute definition : TableShape.definitions(request.attributeDefinitions())) {
      if (all.stream()
          .anyMatch(there ->
              there.name().equals(definition.name()) && !there.type().equals(definition.type()))) {
        throw Errors.invalidParameters(
            "Attribute "
                + definition.name()
                + " cannot be redefined with another type while a key has it");
      }
      all.add(definition);
    }
    return List.copyOf(all);
  }

  private TableRow delete(Batch batch, TableRow row, String name) {
    IndexRow gone = row.index(name).orElseThrow(Errors::notFound);
    if (gone.kind() == IndexRow.Kind.LOCAL) {
      throw Errors.notFound();
    }
    tables.purge(batch, OpenTable.entries(gone.number()), gone.number());
    List<IndexRow> indexes = new ArrayList<>(row.indexes());
    indexes.remove(gone);
    Set<String> used = new LinkedHashSet<>(row.keys().names());
    indexes.forEach(index -> used.addAll(index.keys().names()));
    return row.with(
        row.definitions().stream().filter(one -> used.contains(one.name())).toList(), indexes);
  }

  private TableRow change(TableRow row, UpdateGlobalSecondaryIndexAction action) {
    IndexRow index =
        row.index(action.indexName())
            .filter(one -> one.kind() == IndexRow.Kind.GLOBAL)
            .orElseThrow(Errors::notFound);
    Throughput next = index.throughput();
    if (action.provisionedThroughput() != null) {
      if (!row.billing().isProvisioned()) {
        throw Errors.invalidParameters(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: "
                + index.name()
                + " when BillingMode is PAY_PER_REQUEST");
      }
      long read = action.provisionedThroughput().readCapacityUnits();
      long write = action.provisionedThroughput().writeCapacityUnits();
      if (read == next.read() && write == next.write()) {
        throw UpdateOperations.unchanged(
            "index " + index.name(), next, action.provisionedThroughput());
      }
      next = next.changedTo(read, write, clock.now().toEpochMilli());
    }
    if (action.onDemandThroughput() != null) {
      next =
          TableShape.throughput(
              row.billing(), null, action.onDemandThroughput(), Optional.of(index.name()));
    }
    Throughput changed = next;
    return row.with(
        row.definitions(),
        row.indexes().stream().map(one -> one.equals(index) ? one.with(changed) : one).toList());
  }
}
