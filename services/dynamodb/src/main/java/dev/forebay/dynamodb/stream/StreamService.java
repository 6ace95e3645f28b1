package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.Databases;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;

/** All operations of DynamoDB Streams. Thread-safe. */
public final class StreamService {
  private final Databases databases;
  private final Clock clock;

  /** The operations; {@code clock} ages iterators and records. */
  public StreamService(Databases databases, Clock clock) {
    this.databases = databases;
    this.clock = clock;
  }

  /** The operations, under {@code dynamodbstreams}. */
  public ServiceBinding binding() {
    StreamOperations operations = new StreamOperations(databases);
    ReadOperations reads = new ReadOperations(databases, clock);
    return ServiceBinding.of("dynamodbstreams")
        .on("ListStreams", ListStreamsRequest::builder, operations::list)
        .on("DescribeStream", DescribeStreamRequest::builder, operations::describe)
        .on("GetShardIterator", GetShardIteratorRequest::builder, reads::iterator)
        .on("GetRecords", GetRecordsRequest::builder, reads::records)
        .build();
  }

  /** The resource policy of a stream, if it has one. */
  public Optional<String> policy(Arn arn) {
    return StreamNames.find(databases, arn).flatMap(found -> found.row().policy());
  }

  /** Whether there is such a stream. */
  public boolean exists(Arn arn) {
    return StreamNames.find(databases, arn).isPresent();
  }

  /** Gives a stream a policy, or takes it away; says whether there is such a stream. */
  public boolean setPolicy(Arn arn, Optional<String> policy) {
    Optional<StreamOperations.Found> found = StreamNames.find(databases, arn);
    return found.isPresent()
        && found
            .get()
            .database()
            .change(batch -> {
              StreamRow row = found.get().row();
              var key = Recorder.streamKey(row.table(), row.label());
              var stored = batch.read(key).map(StreamRow::decode);
              stored.ifPresent(there -> batch.put(key, there.withPolicy(policy).encode()));
              return stored.isPresent();
            });
  }
}
