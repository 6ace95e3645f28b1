package dev.forebay.firehose;

import dev.forebay.eventsource.engine.Engine;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.activity.Tally;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsRequest;
import software.amazon.awssdk.services.firehose.model.ListTagsForDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.firehose.model.StartDeliveryStreamEncryptionRequest;
import software.amazon.awssdk.services.firehose.model.StopDeliveryStreamEncryptionRequest;
import software.amazon.awssdk.services.firehose.model.TagDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.UntagDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.UpdateDestinationRequest;

/**
 * Amazon Data Firehose: its operations for the switchboard, and what takes records on to buckets.
 * Thread-safe.
 */
public final class Firehose implements Activity, AutoCloseable {
  private final Clock clock;
  private final RandomGenerator random;
  private final URI endpoint;
  private final BiFunction<Arn, String, Caller> sessions;
  private final Tally tally = new Tally();
  private final Streams streams;
  private final Lanes lanes;
  private final Intake intake;
  private final Sources sources;
  private volatile @Nullable Started started;

  /** What there is once the switchboard is known. */
  private record Started(RoleSessions roles, BucketStep bucket, TransformStep transform) {}

  /**
   * Opens the service; {@link #start} lets it act.
   *
   * @param engine holds all its state
   * @param clock says when buffers are written
   * @param random thread-safe; for ids and names
   * @param endpoint given as the way by which its calls came
   * @param sessions who acts under a role, by its ARN and the session's name
   */
  public Firehose(
      StorageEngine engine,
      Clock clock,
      RandomGenerator random,
      URI endpoint,
      BiFunction<Arn, String, Caller> sessions) {
    this.clock = clock;
    this.random = random;
    this.endpoint = endpoint;
    this.sessions = sessions;
    this.streams =
        new Streams(new RowStore<>(engine, "firehose", random, FirehoseErrors::unavailable));
    this.lanes = new Lanes(engine, streams, clock, random, this::take);
    this.intake = new Intake(streams, lanes);
    this.sources = new Sources(streams, intake);
  }

  /**
   * Goes on with the records that an earlier run of the server has left.
   *
   * @param switchboard takes the calls to buckets and functions
   */
  public void start(Switchboard switchboard) {
    RoleSessions roles = new RoleSessions(switchboard, endpoint, sessions, random);
    started =
        new Started(
            roles,
            new BucketStep(roles, random, tally),
            new TransformStep(roles, lanes, clock, random));
    lanes.resume();
  }

  /** Goes on reading the data streams that are sources. */
  public void read(Engine engine) {
    sources.start(engine);
  }

  private Started started() {
    Started parts = started;
    if (parts == null) {
      throw new IllegalStateException("no delivery stream acts before the start");
    }
    return parts;
  }

  private Optional<Outcome> take(OpenStream stream, Stage stage, Lane lane) {
    return stage == Stage.TRANSFORM
        ? started().transform().take(stream, lane)
        : started().bucket().take(stream, stage, lane);
  }

  /** The operations, under {@code firehose}. */
  public ServiceBinding binding() {
    StreamOperations operations =
        new StreamOperations(streams, lanes, sources, () -> started().roles(), clock, random);
    PutOperations puts = new PutOperations(streams, intake, clock);
    StreamTags tags = new StreamTags(streams);
    EncryptionOperations encryption = new EncryptionOperations(streams);
    return ServiceBinding.of("firehose")
        .on("CreateDeliveryStream", CreateDeliveryStreamRequest::builder, operations::create)
        .on("DescribeDeliveryStream", DescribeDeliveryStreamRequest::builder, operations::describe)
        .on("ListDeliveryStreams", ListDeliveryStreamsRequest::builder, operations::list)
        .on("DeleteDeliveryStream", DeleteDeliveryStreamRequest::builder, operations::delete)
        .on("UpdateDestination", UpdateDestinationRequest::builder, operations::update)
        .on("PutRecord", PutRecordRequest::builder, puts::put)
        .on("PutRecordBatch", PutRecordBatchRequest::builder, puts::putBatch)
        .on("TagDeliveryStream", TagDeliveryStreamRequest::builder, tags::tag)
        .on("UntagDeliveryStream", UntagDeliveryStreamRequest::builder, tags::untag)
        .on("ListTagsForDeliveryStream", ListTagsForDeliveryStreamRequest::builder, tags::list)
        .on(
            "StartDeliveryStreamEncryption",
            StartDeliveryStreamEncryptionRequest::builder,
            encryption::start)
        .on(
            "StopDeliveryStreamEncryption",
            StopDeliveryStreamEncryptionRequest::builder,
            encryption::stop)
        .build();
  }

  @Override
  public long begun() {
    return lanes.begun();
  }

  @Override
  public List<Pending> pending() {
    return lanes.pending();
  }

  @Override
  public Map<Done, Long> done() {
    return tally.counts();
  }

  /** Forgets what was made from a storage that was reset. */
  public void reset() {
    lanes.reset();
    streams.reset();
  }

  /** Begins nothing any more. */
  @Override
  public void close() {
    lanes.close();
  }
}
