package dev.forebay.kinesis;

import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.ServiceBinding;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
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
  private final ShardWriters writers;
  private final ShardLimits limits;
  private final Arrivals arrivals;
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
    this.writers = new ShardWriters(engine, streams, clock, random);
    this.limits = new ShardLimits(settings.limits(), wallClock);
    this.arrivals = arrivals;
    this.settings = settings;
    this.housekeeping = new Housekeeping(engine, streams, writers, limits, clock);
    housekeeping.start();
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
    binding
        .on("PutRecord", PutRecordRequest::builder, puts::put)
        .on("PutRecords", PutRecordsRequest::builder, puts::putAll)
        .on("GetShardIterator", GetShardIteratorRequest::builder, reads::iterator)
        .on("GetRecords", GetRecordsRequest::builder, reads::records);
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
