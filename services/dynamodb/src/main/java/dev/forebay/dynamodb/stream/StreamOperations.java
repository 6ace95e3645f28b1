package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.Databases;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.SequenceNumberRange;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardFilter;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

/** ListStreams and DescribeStream. Thread-safe. */
final class StreamOperations {
  private static final int MOST = 100;

  private final Databases databases;

  StreamOperations(Databases databases) {
    this.databases = databases;
  }

  ListStreamsResponse list(CallContext context, ListStreamsRequest request) {
    int limit = request.limit() == null ? MOST : Math.min(request.limit(), MOST);
    Optional<String> wanted = Optional.ofNullable(request.tableName()).map(StreamOperations::table);
    Database database = databases.of(context.place());
    Optional<String> after = Optional.ofNullable(request.exclusiveStartStreamArn());
    List<StreamRow> left =
        Streams.all(database).stream()
            .filter(row -> wanted.isEmpty() || wanted.get().equals(row.table()))
            .toList();
    if (after.isPresent()) {
      left =
          left.stream()
              .dropWhile(row -> !arn(context.place(), row).equals(after.get()))
              .skip(1)
              .toList();
    }
    ListStreamsResponse.Builder answer =
        ListStreamsResponse.builder()
            .streams(
                left.stream()
                    .limit(limit)
                    .map(row ->
                        software.amazon.awssdk.services.dynamodb.model.Stream.builder()
                            .streamArn(arn(context.place(), row))
                            .tableName(row.table())
                            .streamLabel(row.label())
                            .build())
                    .toList());
    if (left.size() > limit) {
      answer.lastEvaluatedStreamArn(arn(context.place(), left.get(limit - 1)));
    }
    return answer.build();
  }

  private static String table(String nameOrArn) {
    return nameOrArn.startsWith("arn:")
        ? nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1)
        : nameOrArn;
  }

  private static String arn(AccountRegion place, StreamRow row) {
    return place.arn("dynamodb", row.resource()).toString();
  }

  DescribeStreamResponse describe(CallContext context, DescribeStreamRequest request) {
    Found found = find(databases, context.place(), request.streamArn());
    StreamRow row = found.row;
    List<ShardRow> left = new ArrayList<>(row.shards());
    if (request.shardFilter() != null) {
      left = children(row, request.shardFilter());
    }
    if (request.exclusiveStartShardId() != null) {
      left =
          left.stream()
              .dropWhile(shard -> !shard.id(row.number()).equals(request.exclusiveStartShardId()))
              .skip(1)
              .toList();
    }
    int limit = request.limit() == null ? MOST : Math.min(request.limit(), MOST);
    StreamDescription.Builder answer =
        StreamDescription.builder()
            .streamArn(found.arn())
            .streamLabel(row.label())
            .streamStatus(row.isEnabled() ? StreamStatus.ENABLED : StreamStatus.DISABLED)
            .streamViewType(row.view().name())
            .creationRequestDateTime(Instant.ofEpochMilli(row.created()))
            .tableName(row.table())
            .keySchema(schema(row.keys()))
            .shards(left.stream().limit(limit).map(shard -> wire(row, shard)).toList());
    if (left.size() > limit) {
      answer.lastEvaluatedShardId(left.get(limit - 1).id(row.number()));
    }
    return DescribeStreamResponse.builder().streamDescription(answer.build()).build();
  }

  private static List<ShardRow> children(StreamRow row, ShardFilter filter) {
    if (filter.type() != ShardFilterType.CHILD_SHARDS || filter.shardId() == null) {
      throw Errors.validation("ShardFilter needs a Type of CHILD_SHARDS and a ShardId");
    }
    return row.shards().stream()
        .filter(shard -> shard.parentId(row).filter(filter.shardId()::equals).isPresent())
        .toList();
  }

  private static Shard wire(StreamRow row, ShardRow shard) {
    SequenceNumberRange.Builder range =
        SequenceNumberRange.builder().startingSequenceNumber(SequenceNumbers.text(shard.first()));
    if (!shard.isOpen()) {
      range.endingSequenceNumber(SequenceNumbers.text(Math.max(shard.last(), shard.first() - 1)));
    }
    Shard.Builder answer =
        Shard.builder().shardId(shard.id(row.number())).sequenceNumberRange(range.build());
    shard.parentId(row).ifPresent(answer::parentShardId);
    return answer.build();
  }

  private static List<KeySchemaElement> schema(KeySchema keys) {
    return Stream.concat(
            Stream.of(element(keys.hash().name(), KeyType.HASH)),
            keys.range().stream().map(range -> element(range.name(), KeyType.RANGE)))
        .toList();
  }

  private static KeySchemaElement element(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  /** A stream and where it is. */
  record Found(Database database, StreamRow row) {
    String arn() {
      return StreamOperations.arn(database.place(), row);
    }
  }

  /**
   * The stream of an ARN.
   *
   * @throws AwsException 400 when there is none
   */
  static Found find(Databases databases, AccountRegion caller, String text) {
    Optional<Found> found =
        Arn.parse(text)
            .filter(arn -> arn.region().equals(caller.region().value()))
            .flatMap(arn -> StreamNames.find(databases, arn));
    return found.orElseThrow(
        () -> Errors.notFound("Requested resource not found: Stream: " + text + " not found"));
  }
}
