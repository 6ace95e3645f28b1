package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.table.ItemWriter;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.model.Clock;
import dev.forebay.wire.ServiceBinding;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** All operations on items. Thread-safe. */
public final class ItemOperations {
  private final Tables tables;
  private final Expressions expressions = new Expressions();
  private final ItemChanges changes;
  private final Throttle throttle;
  private final Clock clock;

  /**
   * The operations.
   *
   * @param throttled whether tables are held to their provisioned capacity
   * @param clock ages idempotency tokens
   * @param wallClock the real clock: capacity is about real requests
   */
  public ItemOperations(
      Tables tables, ItemWriter writer, boolean throttled, Clock clock, Clock wallClock) {
    this.tables = tables;
    this.changes = new ItemChanges(tables, writer);
    this.throttle = new Throttle(throttled, wallClock);
    this.clock = clock;
  }

  /** Adds them to the service. */
  public void register(ServiceBinding.Builder binding) {
    WriteOperations writes = new WriteOperations(tables, expressions, changes, throttle);
    ReadOperations reads = new ReadOperations(tables, expressions, throttle);
    QueryOperations queries = new QueryOperations(tables, expressions, throttle);
    ScanOperations scans = new ScanOperations(tables, expressions, throttle);
    BatchReads batchReads = new BatchReads(tables, expressions, throttle);
    BatchWrites batchWrites = new BatchWrites(tables, changes, throttle);
    TransactionReads transactionReads = new TransactionReads(tables, expressions, throttle);
    TransactionWrites transactionWrites =
        new TransactionWrites(tables, expressions, changes, throttle, new Tokens(clock));
    StatementOperations statements =
        new StatementOperations(tables, changes, transactionWrites, throttle);
    binding
        .on("ExecuteStatement", ExecuteStatementRequest::builder, statements::execute)
        .on("BatchExecuteStatement", BatchExecuteStatementRequest::builder, statements::batch)
        .on("ExecuteTransaction", ExecuteTransactionRequest::builder, statements::transaction)
        .on("PutItem", PutItemRequest::builder, writes::put)
        .on("UpdateItem", UpdateItemRequest::builder, writes::update)
        .on("DeleteItem", DeleteItemRequest::builder, writes::delete)
        .on("GetItem", GetItemRequest::builder, reads::get)
        .on("Query", QueryRequest::builder, queries::query)
        .on("Scan", ScanRequest::builder, scans::scan)
        .on("BatchGetItem", BatchGetItemRequest::builder, batchReads::get)
        .on("BatchWriteItem", BatchWriteItemRequest::builder, batchWrites::write)
        .on("TransactGetItems", TransactGetItemsRequest::builder, transactionReads::get)
        .on("TransactWriteItems", TransactWriteItemsRequest::builder, transactionWrites::write);
  }

  /** Forgets what was used of capacities; when the storage has been reset. */
  public void forget() {
    throttle.forget();
  }
}
