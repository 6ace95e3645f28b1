package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.KinesisStreamSourceConfiguration;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsRequest;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsResponse;
import software.amazon.awssdk.services.firehose.model.UpdateDestinationRequest;
import software.amazon.awssdk.services.firehose.model.UpdateDestinationResponse;

/** Makes, describes, lists, changes and deletes delivery streams. Thread-safe. */
final class StreamOperations {
  private static final int PAGE = 10;

  private final Streams streams;
  private final Lanes lanes;
  private final Sources sources;
  private final Supplier<RoleSessions> roles;
  private final Clock clock;
  private final RandomGenerator random;

  StreamOperations(
      Streams streams,
      Lanes lanes,
      Sources sources,
      Supplier<RoleSessions> roles,
      Clock clock,
      RandomGenerator random) {
    this.streams = streams;
    this.lanes = lanes;
    this.sources = sources;
    this.roles = roles;
    this.clock = clock;
    this.random = random;
  }

  CreateDeliveryStreamResponse create(CallContext context, CreateDeliveryStreamRequest request) {
    AccountRegion place = context.place();
    StreamRow.Source source = source(request);
    ExtendedS3DestinationConfiguration destination = destination(request);
    checkRoles(context, request.deliveryStreamName(), Design.of(destination));
    Map<String, String> tags = new TreeMap<>();
    if (request.hasTags()) {
      request.tags().forEach(tag -> tags.put(tag.key(), StreamTags.value(tag)));
    }
    StreamRow row =
        new StreamRow(
            request.deliveryStreamName(),
            new UUID(random.nextLong(), random.nextLong()).toString(),
            StreamRow.write(destination),
            1,
            source,
            EncryptionOperations.key(request.deliveryStreamEncryptionConfigurationInput()),
            clock.now().toEpochMilli(),
            0,
            tags);
    if (source != null) {
      checkRole(context, row.name(), Arn.parse(source.role()).orElseThrow());
    }
    streams.add(place, row);
    sources.follow(OpenStream.of(place, row));
    return CreateDeliveryStreamResponse.builder()
        .deliveryStreamARN(StreamRow.arn(place, row.name()))
        .build();
  }

  /** The data stream that is to be read; null where records are put. */
  private static StreamRow.@Nullable Source source(CreateDeliveryStreamRequest request) {
    DeliveryStreamType type =
        request.deliveryStreamType() == null
            ? DeliveryStreamType.DIRECT_PUT
            : request.deliveryStreamType();
    KinesisStreamSourceConfiguration given = request.kinesisStreamSourceConfiguration();
    boolean reads = type == DeliveryStreamType.KINESIS_STREAM_AS_SOURCE;
    if ((!reads && type != DeliveryStreamType.DIRECT_PUT)
        || request.mskSourceConfiguration() != null
        || request.databaseSourceConfiguration() != null) {
      throw FirehoseErrors.invalid(
          "A source other than puts and Kinesis is not supported by Forebay.");
    }
    if (reads != (given != null)) {
      throw FirehoseErrors.invalid(
          "KinesisStreamSourceConfiguration must be provided with the DeliveryStreamType"
              + " KinesisStreamAsSource, and with no other.");
    }
    if (given == null) {
      return null;
    }
    if (Arn.parse(given.kinesisStreamARN())
            .filter(arn -> arn.service().equals("kinesis") && arn.resource().startsWith("stream/"))
            .isEmpty()
        || Arn.parse(given.roleARN()).isEmpty()) {
      throw FirehoseErrors.invalid("KinesisStreamSourceConfiguration is not valid.");
    }
    return new StreamRow.Source(given.kinesisStreamARN(), given.roleARN());
  }

  // AWS goes on taking the older configuration.
  @SuppressWarnings("deprecation")
  private static ExtendedS3DestinationConfiguration destination(
      CreateDeliveryStreamRequest request) {
    checkOthers(
        Stream.of(
            request.redshiftDestinationConfiguration(),
            request.elasticsearchDestinationConfiguration(),
            request.amazonopensearchserviceDestinationConfiguration(),
            request.amazonOpenSearchServerlessDestinationConfiguration(),
            request.splunkDestinationConfiguration(),
            request.httpEndpointDestinationConfiguration(),
            request.snowflakeDestinationConfiguration(),
            request.icebergDestinationConfiguration()));
    boolean plain = request.s3DestinationConfiguration() != null;
    boolean extended = request.extendedS3DestinationConfiguration() != null;
    if (plain == extended) {
      throw FirehoseErrors.invalid(
          "Exactly one destination configuration is supported for a Firehose");
    }
    return plain
        ? Destination.extended(request.s3DestinationConfiguration())
        : request.extendedS3DestinationConfiguration();
  }

  /** Refuses every destination but S3. */
  private static void checkOthers(Stream<?> others) {
    if (others.anyMatch(other -> other != null)) {
      throw FirehoseErrors.invalid("A destination other than S3 is not supported by Forebay.");
    }
  }

  private void checkRoles(CallContext context, String name, Design design) {
    design.destinations().forEach(destination -> checkRole(context, name, destination.role()));
  }

  private void checkRole(CallContext context, String name, Arn role) {
    try {
      roles.get().check(context, role, name);
    } catch (AwsException e) {
      throw FirehoseErrors.invalid(
          "Firehose is unable to assume role " + role + ". Please check the role provided.");
    }
  }

  DescribeDeliveryStreamResponse describe(
      CallContext context, DescribeDeliveryStreamRequest request) {
    OpenStream stream = streams.require(context.place(), request.deliveryStreamName());
    boolean after =
        request.exclusiveStartDestinationId() != null
            && request.exclusiveStartDestinationId().compareTo(Description.DESTINATION) >= 0;
    return DescribeDeliveryStreamResponse.builder()
        .deliveryStreamDescription(Description.of(stream, after))
        .build();
  }

  ListDeliveryStreamsResponse list(CallContext context, ListDeliveryStreamsRequest request) {
    int limit = request.limit() == null ? PAGE : request.limit();
    String after = Optional.ofNullable(request.exclusiveStartDeliveryStreamName()).orElse("");
    List<String> names =
        streams.all(context.place()).stream()
            .filter(row ->
                request.deliveryStreamType() == null
                    || request.deliveryStreamType() == Description.type(row))
            .map(StreamRow::name)
            .filter(name -> name.compareTo(after) > 0)
            .toList();
    return ListDeliveryStreamsResponse.builder()
        .deliveryStreamNames(names.subList(0, Math.min(limit, names.size())))
        .hasMoreDeliveryStreams(names.size() > limit)
        .build();
  }

  DeleteDeliveryStreamResponse delete(CallContext context, DeleteDeliveryStreamRequest request) {
    OpenStream stream = streams.remove(context.place(), request.deliveryStreamName());
    sources.forget(stream);
    lanes.drop(stream);
    return DeleteDeliveryStreamResponse.builder().build();
  }

  UpdateDestinationResponse update(CallContext context, UpdateDestinationRequest request) {
    AccountRegion place = context.place();
    String name = request.deliveryStreamName();
    checkOthers(
        Stream.of(
            request.redshiftDestinationUpdate(),
            request.elasticsearchDestinationUpdate(),
            request.amazonopensearchserviceDestinationUpdate(),
            request.amazonOpenSearchServerlessDestinationUpdate(),
            request.splunkDestinationUpdate(),
            request.httpEndpointDestinationUpdate(),
            request.snowflakeDestinationUpdate(),
            request.icebergDestinationUpdate()));
    streams.change(
        place,
        name,
        row -> {
          if (!String.valueOf(row.version()).equals(request.currentDeliveryStreamVersionId())) {
            throw FirehoseErrors.changed(
                "Cannot update firehose: "
                    + name
                    + " since the current version id: "
                    + row.version()
                    + " and specified version id: "
                    + request.currentDeliveryStreamVersionId()
                    + " do not match");
          }
          if (!request.destinationId().equals(Description.DESTINATION)) {
            throw FirehoseErrors.invalid(
                "Destination Id " + request.destinationId() + " not found");
          }
          ExtendedS3DestinationConfiguration updated = Update.of(row.read(), request);
          checkRoles(context, name, Design.of(updated));
          return row.withDestination(updated, clock.now().toEpochMilli());
        });
    lanes.follow(streams.require(place, name));
    return UpdateDestinationResponse.builder().build();
  }
}
