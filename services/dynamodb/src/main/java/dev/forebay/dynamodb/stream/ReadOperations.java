package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.Databases;
import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** GetShardIterator and GetRecords. Thread-safe. */
final class ReadOperations {
  private static final Duration ITERATOR_LIFE = Duration.ofMinutes(15);
  private static final int MOST = 1_000;
  private static final long MOST_BYTES = 1024 * 1024;

  private final Databases databases;
  private final Clock clock;

  ReadOperations(Databases databases, Clock clock) {
    this.databases = databases;
    this.clock = clock;
  }

  GetShardIteratorResponse iterator(CallContext context, GetShardIteratorRequest request) {
    StreamOperations.Found found =
        StreamOperations.find(databases, context.place(), request.streamArn());
    ShardRow shard =
        found
            .row()
            .shard(request.shardId())
            .orElseThrow(() ->
                Errors.notFound(
                    "Requested resource not found: Shard does not exist: " + request.shardId()));
    long next =
        switch (request.shardIteratorType()) {
          case TRIM_HORIZON -> shard.first();
          case LATEST -> shard.isOpen() ? last(found) + 1 : shard.last() + 1;
          case AT_SEQUENCE_NUMBER -> number(found, shard, request.sequenceNumber());
          case AFTER_SEQUENCE_NUMBER -> number(found, shard, request.sequenceNumber()) + 1;
          case UNKNOWN_TO_SDK_VERSION -> throw Errors.validation("Unknown shard iterator type");
        };
    String text =
        new ShardIterator(found.arn(), request.shardId(), next, clock.now().toEpochMilli())
            .encode();
    return GetShardIteratorResponse.builder().shardIterator(text).build();
  }

  private static long last(StreamOperations.Found found) {
    return found
        .database()
        .read(Recorder.sequenceKey(found.row().number()))
        .map(bytes -> new RowReader(bytes).number())
        .orElse(0L);
  }

  private long number(StreamOperations.Found found, ShardRow shard, @Nullable String text) {
    if (text == null) {
      throw Errors.validation(
          "SequenceNumber is required for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER");
    }
    OptionalLong number = SequenceNumbers.number(text);
    long last = shard.isOpen() ? last(found) : shard.last();
    if (number.isEmpty() || number.getAsLong() < shard.first() || number.getAsLong() > last) {
      throw Errors.validation(
          "Invalid SequenceNumber in the request: it is not one of shard "
              + shard.id(found.row().number()));
    }
    if (number.getAsLong() < trimmed(found, shard)) {
      throw trimmed();
    }
    return number.getAsLong();
  }

  /** The number of the first record that the shard still has, or of the next that it gets. */
  private long trimmed(StreamOperations.Found found, ShardRow shard) {
    long horizon = clock.now().minus(Recorder.RETENTION).toEpochMilli();
    String records = Recorder.recordTable(found.row().number(), shard.index());
    Range range = Range.all(records);
    while (true) {
      List<Row> page = found.database().scan(range, MOST);
      for (Row row : page) {
        if (new RowReader(row.value()).number() > horizon) {
          return new RowReader(row.key().key()).number();
        }
      }
      if (page.size() < MOST) {
        return shard.isOpen() ? last(found) + 1 : shard.last() + 1;
      }
      range =
          new Range(
              records, StreamUpkeep.behind(page.getLast().key().key()), Optional.empty(), false);
    }
  }

  private static AwsException trimmed() {
    return new AwsException(
        "TrimmedDataAccessException",
        400,
        "The operation attempted to read past the oldest stream record in a shard.");
  }

  GetRecordsResponse records(CallContext context, GetRecordsRequest request) {
    ShardIterator iterator = ShardIterator.decode(request.shardIterator());
    Instant now = clock.now();
    if (now.toEpochMilli() - iterator.issued() > ITERATOR_LIFE.toMillis()) {
      throw new AwsException(
          "ExpiredIteratorException",
          400,
          "Iterator expired. The iterator was created at time "
              + Instant.ofEpochMilli(iterator.issued())
              + " while right now it is "
              + now
              + " which is further in the future than the tolerated delay of 900000 milliseconds.");
    }
    StreamOperations.Found found =
        StreamOperations.find(databases, context.place(), iterator.stream());
    // The shard is looked at first: if it is closed by then, all its records are there to be read.
    Optional<ShardRow> shard = found.row().shard(iterator.shard());
    if (shard.isEmpty()) {
      throw Errors.notFound(
          "Requested resource not found: Shard does not exist: " + iterator.shard());
    }
    int limit = request.limit() == null ? MOST : Math.min(request.limit(), MOST);
    List<Record> records = new ArrayList<>();
    long next = read(context, found, shard.get(), iterator.next(), limit, now, records);
    GetRecordsResponse.Builder answer = GetRecordsResponse.builder().records(records);
    if (shard.get().isOpen() || next <= shard.get().last()) {
      answer.nextShardIterator(
          new ShardIterator(iterator.stream(), iterator.shard(), next, now.toEpochMilli())
              .encode());
    }
    return answer.build();
  }

  /** Adds records; the number to go on with. */
  private static long read(
      CallContext context,
      StreamOperations.Found found,
      ShardRow shard,
      long from,
      int limit,
      Instant now,
      List<Record> records) {
    long horizon = now.minus(Recorder.RETENTION).toEpochMilli();
    Database database = found.database();
    String table = Recorder.recordTable(found.row().number(), shard.index());
    List<Row> page =
        database.scan(
            new Range(table, new RowWriter().number(from).done(), Optional.empty(), false), limit);
    long next = from;
    long bytes = 0;
    for (Row row : page) {
      ChangeRecord record = ChangeRecord.decode(row.value());
      next = new RowReader(row.key().key()).number() + 1;
      if (record.at() > horizon) {
        bytes += record.size();
        records.add(wire(context, found.row(), next - 1, record));
        if (bytes >= MOST_BYTES) {
          return next;
        }
      }
    }
    return page.isEmpty() && !shard.isOpen() ? shard.last() + 1 : next;
  }

  private static Record wire(
      CallContext context, StreamRow stream, long number, ChangeRecord record) {
    StreamRecord.Builder change =
        StreamRecord.builder()
            .approximateCreationDateTime(
                Instant.ofEpochMilli(record.at()).truncatedTo(ChronoUnit.SECONDS))
            .keys(AttributeValues.wire(record.keys()))
            .sequenceNumber(SequenceNumbers.text(number))
            .sizeBytes(record.size())
            .streamViewType(stream.view().name());
    record.before().ifPresent(item -> change.oldImage(AttributeValues.wire(item)));
    record.after().ifPresent(item -> change.newImage(AttributeValues.wire(item)));
    Record.Builder answer =
        Record.builder()
            .eventID(EventIds.of(stream.number(), number))
            .eventName(OperationType.fromValue(record.event().name()))
            .eventVersion("1.1")
            .eventSource("aws:dynamodb")
            .awsRegion(context.place().region().value())
            .dynamodb(change.build());
    if (record.cause() == Cause.TIME_TO_LIVE) {
      answer.userIdentity(
          Identity.builder().type("Service").principalId("dynamodb.amazonaws.com").build());
    }
    return answer.build();
  }
}
