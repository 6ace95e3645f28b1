package dev.forebay.kinesis;

import dev.forebay.kinesis.StreamRow.Options;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputResponse;

/** Changes what was set for a stream. Thread-safe. */
final class StreamOptions {
  private static final int LEAST_HOURS = 24;
  private static final int MOST_HOURS = 8_760;
  private static final int MODE_CHANGES = 2;
  private static final long DAY = 86_400_000;
  private static final int MOST_WARM = 10_240;
  private static final List<String> METRICS =
      List.of(
          "IncomingBytes",
          "IncomingRecords",
          "OutgoingBytes",
          "OutgoingRecords",
          "WriteProvisionedThroughputExceeded",
          "ReadProvisionedThroughputExceeded",
          "IteratorAgeMilliseconds");

  private final Streams streams;
  private final Duration transition;

  StreamOptions(Streams streams, Duration transition) {
    this.streams = streams;
    this.transition = transition;
  }

  private void change(OpenStream stream, UnaryOperator<Options> change) {
    StreamRow.Phase updating = StreamRow.Phase.begin("UPDATING", streams.now(), transition);
    streams.update(stream, row -> row.with(change.apply(row.options())).with(updating));
  }

  IncreaseStreamRetentionPeriodResponse increase(
      CallContext context, IncreaseStreamRetentionPeriodRequest request) {
    OpenStream stream = streams.openActive(context, request.streamName(), request.streamARN());
    int hours = request.retentionPeriodHours();
    checkHours(hours);
    int there = stream.row().options().retentionHours();
    if (hours < there) {
      throw KinesisErrors.invalid(
          "Requested retention period ("
              + hours
              + " hours) for stream "
              + stream.name()
              + " can not be shorter than existing retention period ("
              + there
              + " hours). Use DecreaseRetentionPeriod API.");
    }
    change(stream, options -> options.withRetention(hours));
    return IncreaseStreamRetentionPeriodResponse.builder().build();
  }

  DecreaseStreamRetentionPeriodResponse decrease(
      CallContext context, DecreaseStreamRetentionPeriodRequest request) {
    OpenStream stream = streams.openActive(context, request.streamName(), request.streamARN());
    int hours = request.retentionPeriodHours();
    checkHours(hours);
    int there = stream.row().options().retentionHours();
    if (hours > there) {
      throw KinesisErrors.invalid(
          "Requested retention period ("
              + hours
              + " hours) for stream "
              + stream.name()
              + " can not be longer than existing retention period ("
              + there
              + " hours). Use IncreaseRetentionPeriod API.");
    }
    change(stream, options -> options.withRetention(hours));
    return DecreaseStreamRetentionPeriodResponse.builder().build();
  }

  private static void checkHours(int hours) {
    if (hours < LEAST_HOURS) {
      throw KinesisErrors.invalid(
          "Minimum allowed retention period is "
              + LEAST_HOURS
              + " hours. Requested retention period ("
              + hours
              + " hours) is too short.");
    }
    if (hours > MOST_HOURS) {
      throw KinesisErrors.invalid(
          "Maximum allowed retention period is "
              + MOST_HOURS
              + " hours. Requested retention period ("
              + hours
              + " hours) is too long.");
    }
  }

  StartStreamEncryptionResponse encrypt(CallContext context, StartStreamEncryptionRequest request) {
    OpenStream stream = streams.openActive(context, request.streamName(), request.streamARN());
    refuseNone(request.encryptionTypeAsString());
    change(stream, options -> options.withKey(Optional.of(request.keyId())));
    return StartStreamEncryptionResponse.builder().build();
  }

  StopStreamEncryptionResponse decrypt(CallContext context, StopStreamEncryptionRequest request) {
    OpenStream stream = streams.openActive(context, request.streamName(), request.streamARN());
    refuseNone(request.encryptionTypeAsString());
    change(stream, options -> options.withKey(Optional.empty()));
    return StopStreamEncryptionResponse.builder().build();
  }

  private static void refuseNone(String type) {
    if (!type.equals("KMS")) {
      throw KinesisErrors.invalid("EncryptionType must be KMS: " + type);
    }
  }

  EnableEnhancedMonitoringResponse monitor(
      CallContext context, EnableEnhancedMonitoringRequest request) {
    OpenStream stream = streams.openActive(context, request.streamName(), request.streamARN());
    Set<String> before = stream.row().options().metrics();
    Set<String> after = new TreeSet<>(before);
    after.addAll(named(request.shardLevelMetricsAsStrings()));
    change(stream, options -> options.withMetrics(after));
    return EnableEnhancedMonitoringResponse.builder()
        .streamName(stream.name())
        .streamARN(stream.arn())
        .currentShardLevelMetricsWithStrings(new TreeSet<>(before))
        .desiredShardLevelMetricsWithStrings(after)
        .build();
  }

  DisableEnhancedMonitoringResponse unmonitor(
      CallContext context, DisableEnhancedMonitoringRequest request) {
    OpenStream stream = streams.openActive(context, request.streamName(), request.streamARN());
    Set<String> before = stream.row().options().metrics();
    Set<String> after = new TreeSet<>(before);
    after.removeAll(named(request.shardLevelMetricsAsStrings()));
    change(stream, options -> options.withMetrics(after));
    return DisableEnhancedMonitoringResponse.builder()
        .streamName(stream.name())
        .streamARN(stream.arn())
        .currentShardLevelMetricsWithStrings(new TreeSet<>(before))
        .desiredShardLevelMetricsWithStrings(after)
        .build();
  }

  private static List<String> named(List<String> metrics) {
    return metrics.contains("ALL") ? METRICS : metrics;
  }

  UpdateStreamModeResponse changeMode(CallContext context, UpdateStreamModeRequest request) {
    OpenStream stream = streams.openActive(context, null, request.streamARN());
    String mode = request.streamModeDetails().streamModeAsString();
    boolean onDemand = mode.equals("ON_DEMAND");
    Integer warm = request.warmThroughputMiBps();
    if (warm != null && !onDemand) {
      throw KinesisErrors.validation(
          "WarmThroughputMiBps can only be set for streams in ON_DEMAND mode.");
    }
    StreamRow.Phase updating = StreamRow.Phase.begin("UPDATING", streams.now(), transition);
    streams.update(
        stream,
        row -> row.options().mode().equals(mode) ? row : changed(row, mode, warm).with(updating));
    return UpdateStreamModeResponse.builder().build();
  }

  private StreamRow changed(StreamRow row, String mode, @Nullable Integer warm) {
    long now = streams.now();
    List<Long> changes =
        new ArrayList<>(row.history().modeChanges().stream().filter(at -> at > now - DAY).toList());
    if (changes.size() >= MODE_CHANGES) {
      throw KinesisErrors.limit(
          "The mode of stream "
              + row.name()
              + " can be changed at most twice in a rolling 24-hour period.");
    }
    changes.add(now);
    return row.with(row.options().withMode(mode, warm == null ? 0 : warm))
        .with(new StreamRow.History(row.history().scalings(), changes));
  }

  UpdateMaxRecordSizeResponse resize(CallContext context, UpdateMaxRecordSizeRequest request) {
    OpenStream stream = streams.openActive(context, null, request.streamARN());
    change(stream, options -> options.withMaxRecord(request.maxRecordSizeInKiB()));
    return UpdateMaxRecordSizeResponse.builder().build();
  }

  UpdateStreamWarmThroughputResponse warm(
      CallContext context, UpdateStreamWarmThroughputRequest request) {
    OpenStream stream = streams.openActive(context, request.streamName(), request.streamARN());
    if (!stream.row().options().isOnDemand()) {
      throw KinesisErrors.validation(
          "Warm throughput can only be set for streams in ON_DEMAND mode.");
    }
    int warm = request.warmThroughputMiBps();
    if (warm > MOST_WARM) {
      throw KinesisErrors.limit(
          "WarmThroughputMiBps " + warm + " exceeds the most of " + MOST_WARM + ".");
    }
    change(stream, options -> options.withMode(options.mode(), warm));
    return UpdateStreamWarmThroughputResponse.builder()
        .streamName(stream.name())
        .streamARN(stream.arn())
        .warmThroughput(it -> it.targetMiBps(warm).currentMiBps(stream.row().options().warmMiBps()))
        .build();
  }
}
