package dev.forebay.eventsource.source.remote;

import dev.forebay.model.Region;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;

/** Kinesis elsewhere: what the engine needs of it, by the SDK's client. Thread-safe. */
public final class RemoteKinesis implements AutoCloseable {
  private final Remote remote;
  private final Map<Region, KinesisClient> clients = new ConcurrentHashMap<>();

  /** Kinesis at an address. */
  public RemoteKinesis(Remote remote) {
    this.remote = remote;
  }

  /** The operations, under {@code kinesis}. */
  public ServiceBinding binding() {
    return ServiceBinding.of("kinesis")
        .on(
            "DescribeStream",
            DescribeStreamRequest::builder,
            (context, request) -> Remote.answer(() -> client(context).describeStream(request)))
        .on(
            "DescribeStreamSummary",
            DescribeStreamSummaryRequest::builder,
            (context, request) ->
                Remote.answer(() -> client(context).describeStreamSummary(request)))
        .on(
            "DescribeStreamConsumer",
            DescribeStreamConsumerRequest::builder,
            (context, request) ->
                Remote.answer(() -> client(context).describeStreamConsumer(request)))
        .on(
            "ListShards",
            ListShardsRequest::builder,
            (context, request) -> Remote.answer(() -> client(context).listShards(request)))
        .on(
            "GetShardIterator",
            GetShardIteratorRequest::builder,
            (context, request) -> Remote.answer(() -> client(context).getShardIterator(request)))
        .on(
            "GetRecords",
            GetRecordsRequest::builder,
            (context, request) -> Remote.answer(() -> client(context).getRecords(request)))
        .build();
  }

  private KinesisClient client(CallContext context) {
    return clients.computeIfAbsent(
        context.place().region(),
        region -> remote.configure(KinesisClient.builder(), region).build());
  }

  @Override
  public void close() {
    clients.values().forEach(KinesisClient::close);
  }
}
