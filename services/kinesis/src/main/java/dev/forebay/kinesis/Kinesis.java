package dev.forebay.kinesis;

import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;

/**
 * Kinesis data streams: its operations for the switchboard. Has one thread, which removes what is
 * too old. Thread-safe.
 */
public final class Kinesis implements AutoCloseable {
  private final Streams streams;
  private final Consumers consumers;
  private final Resources resources;
  private final ShardWriters writers;
  private final ShardLimits limits;
  private final Arrivals arrivals;
  private final SubscribeOperation.Clocks clocks;
  private final KinesisSettings settings;
  private final Housekeeping housekeeping;

  /**
   * Opens the service and starts its thread.
   *
   * @param engine holds all its state
   * @param clock stamps and ages records, iterators and subscriptions
   * @param wallClock the real clock: limits of a second are about real requests
   * @param random thread-safe; for ids
   * @param arrivals told of every record that was stored, by stream ARN and shard id
   */
  public Kinesis(
      StorageEngine engine,
      Clock clock,
      Clock wallClock,
      RandomGenerator random,
      Arrivals arrivals,
      KinesisSettings settings) {
    this.streams = new Streams(engine, clock, random);
    this.consumers = new Consumers(streams);
    this.resources = new Resources(streams, consumers);
    this.writers = new ShardWriters(engine, streams, clock, random);
    this.limits = new ShardLimits(settings.limits(), wallClock);
    this.arrivals = arrivals;
    this.clocks = new SubscribeOperation.Clocks(clock, wallClock);
    this.settings = settings;
    this.housekeeping = new Housekeeping(engine, streams, writers, limits, clock);
    housekeeping.start();
  }

  /** The name of the stream that a shard iterator is for; empty for what is no iterator. */
  public Optional<String> streamOfIterator(String iterator) {
    try {
      return Optional.of(ShardIterator.read(iterator).stream());
    } catch (AwsException notOne) {
      return Optional.empty();
    }
  }

  /** The name of the stream whose shards a token lists on; empty for what is no such token. */
  public Optional<String> streamOfShardsToken(String token) {
    try {
      return Optional.of(ListShardsOperation.streamOf(token, streams.now()));
    } catch (AwsException notOne) {
      return Optional.empty();
    }
  }

  /** The policy of a stream or consumer as it is now, as a text; empty when there is none. */
  public Optional<String> policy(Arn arn) {
    return resources.policy(arn);
  }

  /** The tags of a stream or consumer as they are now. */
  public Map<String, String> tags(Arn arn) {
    return resources.tags(arn);
  }

  /** The operations, under {@code kinesis}. */
  public ServiceBinding binding() {
    ServiceBinding.Builder binding = ServiceBinding.of("kinesis");
    bindStreams(binding);
    bindRecords(binding);
    return binding.build();
  }

  private void bindStreams(ServiceBinding.Builder binding) {
    StreamOperations operations =
        new StreamOperations(streams, housekeeping, settings.transition());
    DescribeOperations describe = new DescribeOperations(streams);
    Resharding resharding = new Resharding(streams, writers, arrivals, settings.transition());
    StreamOptions options = new StreamOptions(streams, settings.transition());
    AccountOperations account = new AccountOperations(streams);
    binding
        .on("CreateStream", CreateStreamRequest::builder, operations::create)
        .on("DeleteStream", DeleteStreamRequest::builder, operations::delete)
        .on("ListStreams", ListStreamsRequest::builder, operations::list)
        .on("DescribeStream", DescribeStreamRequest::builder, describe::describe)
        .on("DescribeStreamSummary", DescribeStreamSummaryRequest::builder, describe::summarize)
        .on("ListShards", ListShardsRequest::builder, new ListShardsOperation(streams)::list)
        .on("SplitShard", SplitShardRequest::builder, resharding::split)
        .on("MergeShards", MergeShardsRequest::builder, resharding::merge)
        .on("UpdateShardCount", UpdateShardCountRequest::builder, resharding::scale)
        .on(
            "IncreaseStreamRetentionPeriod",
            IncreaseStreamRetentionPeriodRequest::builder,
            options::increase)
        .on(
            "DecreaseStreamRetentionPeriod",
            DecreaseStreamRetentionPeriodRequest::builder,
            options::decrease)
        .on("StartStreamEncryption", StartStreamEncryptionRequest::builder, options::encrypt)
        .on("StopStreamEncryption", StopStreamEncryptionRequest::builder, options::decrypt)
        .on("EnableEnhancedMonitoring", EnableEnhancedMonitoringRequest::builder, options::monitor)
        .on(
            "DisableEnhancedMonitoring",
            DisableEnhancedMonitoringRequest::builder,
            options::unmonitor)
        .on("UpdateStreamMode", UpdateStreamModeRequest::builder, options::changeMode)
        .on("UpdateMaxRecordSize", UpdateMaxRecordSizeRequest::builder, options::resize)
        .on("UpdateStreamWarmThroughput", UpdateStreamWarmThroughputRequest::builder, options::warm)
        .on("DescribeLimits", DescribeLimitsRequest::builder, account::limits)
        .on("DescribeAccountSettings", DescribeAccountSettingsRequest::builder, account::settings)
        .on("UpdateAccountSettings", UpdateAccountSettingsRequest::builder, account::update);
  }

  private void bindRecords(ServiceBinding.Builder binding) {
    PutOperations puts = new PutOperations(streams, writers, limits, arrivals);
    ReadOperations reads = new ReadOperations(streams, writers, limits);
    Subscriptions subscriptions = new Subscriptions();
    SubscribeOperation subscribe =
        new SubscribeOperation(
            streams, consumers, subscriptions, reads, arrivals, settings.limits(), clocks);
    bindConsumers(
        binding, new ConsumerOperations(streams, consumers, subscriptions, settings.transition()));
    bindResources(binding);
    binding
        .on("PutRecord", PutRecordRequest::builder, puts::put)
        .on("PutRecords", PutRecordsRequest::builder, puts::putAll)
        .on("GetShardIterator", GetShardIteratorRequest::builder, reads::iterator)
        .on("GetRecords", GetRecordsRequest::builder, reads::records)
        .onStream("SubscribeToShard", SubscribeToShardRequest::builder, subscribe::subscribe);
  }

  private static void bindConsumers(ServiceBinding.Builder binding, ConsumerOperations operations) {
    binding
        .on("RegisterStreamConsumer", RegisterStreamConsumerRequest::builder, operations::register)
        .on(
            "DeregisterStreamConsumer",
            DeregisterStreamConsumerRequest::builder,
            operations::deregister)
        .on("DescribeStreamConsumer", DescribeStreamConsumerRequest::builder, operations::describe)
        .on("ListStreamConsumers", ListStreamConsumersRequest::builder, operations::list);
  }

  private void bindResources(ServiceBinding.Builder binding) {
    TagOperations tags = new TagOperations(streams, resources);
    PolicyOperations policies = new PolicyOperations(resources);
    binding
        .on("AddTagsToStream", AddTagsToStreamRequest::builder, tags::addToStream)
        .on("RemoveTagsFromStream", RemoveTagsFromStreamRequest::builder, tags::removeFromStream)
        .on("ListTagsForStream", ListTagsForStreamRequest::builder, tags::listOfStream)
        .on("TagResource", TagResourceRequest::builder, tags::tag)
        .on("UntagResource", UntagResourceRequest::builder, tags::untag)
        .on("ListTagsForResource", ListTagsForResourceRequest::builder, tags::list)
        .on("PutResourcePolicy", PutResourcePolicyRequest::builder, policies::put)
        .on("GetResourcePolicy", GetResourcePolicyRequest::builder, policies::get)
        .on("DeleteResourcePolicy", DeleteResourcePolicyRequest::builder, policies::delete);
  }

  /** Forgets what is remembered of streams; when the storage has been reset. */
  public void reset() {
    streams.forget();
    writers.forget();
    limits.forget();
  }

  /** Ends the thread; before the engine is closed. */
  @Override
  public void close() {
    housekeeping.close();
  }
}
