package dev.forebay.dynamodb;

import dev.forebay.dynamodb.item.ItemOperations;
import dev.forebay.dynamodb.store.Databases;
import dev.forebay.dynamodb.stream.Recorder;
import dev.forebay.dynamodb.stream.StreamService;
import dev.forebay.dynamodb.stream.StreamUpkeep;
import dev.forebay.dynamodb.table.ItemWriter;
import dev.forebay.dynamodb.table.TableService;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.table.Upkeep;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * DynamoDB and DynamoDB Streams: their operations for the switchboard. Has one thread, which does
 * what nobody waits for. Thread-safe.
 */
public final class DynamoDb implements AutoCloseable {
  private final Tables tables;
  private final Upkeep upkeep;
  private final TableService tableService;
  private final ItemOperations items;
  private final StreamService streams;

  /**
   * Opens the service and starts its thread.
   *
   * @param engine holds all its state
   * @param clock stamps and ages tables, items and records
   * @param wallClock the real clock: capacity is about real requests
   * @param random thread-safe; for ids
   * @param arrivals told of every shard that has got records, by stream ARN and shard id
   */
  public DynamoDb(
      StorageEngine engine,
      Clock clock,
      Clock wallClock,
      RandomGenerator random,
      Arrivals arrivals,
      DynamoDbSettings settings) {
    Databases databases = new Databases(engine, random, wallClock);
    this.tables = new Tables(databases, clock);
    this.streams = new StreamService(databases, clock);
    Recorder recorder = new Recorder(clock, arrivals);
    this.upkeep = new Upkeep(tables, new StreamUpkeep(recorder, clock), clock);
    ItemWriter writer = new ItemWriter(recorder, upkeep);
    this.tableService =
        new TableService(tables, recorder, streams, upkeep, clock, random, settings.transition());
    this.items =
        new ItemOperations(
            tables, writer, settings.limits() == DynamoDbSettings.Limits.ON, clock, wallClock);
    upkeep.start(writer);
  }

  /** The operations, under {@code dynamodb}. */
  public ServiceBinding binding() {
    ServiceBinding.Builder binding = ServiceBinding.of("dynamodb");
    tableService.register(binding);
    items.register(binding);
    return binding.build();
  }

  /** The operations of DynamoDB Streams, under {@code dynamodbstreams}. */
  public ServiceBinding streamsBinding() {
    return streams.binding();
  }

  /** The policy of a table or stream as it is now, as a text; empty when there is none. */
  public Optional<String> policy(Arn arn) {
    return tableService.policy(arn);
  }

  /** Forgets what is remembered of tables; when the storage has been reset. */
  public void reset() {
    tables.forget();
    items.forget();
  }

  /** Ends the thread; before the engine is closed. */
  @Override
  public void close() {
    upkeep.close();
  }
}
