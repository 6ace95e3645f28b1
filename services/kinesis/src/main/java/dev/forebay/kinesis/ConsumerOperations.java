package dev.forebay.kinesis;

import dev.forebay.kinesis.Consumers.OpenConsumer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;

/** Registers, describes, lists and removes consumers. Thread-safe. */
final class ConsumerOperations {
  /** Consumers that a stream may have. */
  private static final int MOST = 20;

  private static final int PAGE = 100;

  private final Streams streams;
  private final Consumers consumers;
  private final Subscriptions subscriptions;
  private final Duration transition;

  ConsumerOperations(
      Streams streams, Consumers consumers, Subscriptions subscriptions, Duration transition) {
    this.streams = streams;
    this.consumers = consumers;
    this.subscriptions = subscriptions;
    this.transition = transition;
  }

  RegisterStreamConsumerResponse register(
      CallContext context, RegisterStreamConsumerRequest request) {
    OpenStream stream = streams.openActive(context, null, request.streamARN());
    Tags.check(request.tags());
    String name = request.consumerName();
    List<OpenConsumer> there = consumers.of(stream);
    if (there.stream().anyMatch(consumer -> consumer.row().name().equals(name))) {
      throw exists(stream, name);
    }
    if (there.size() >= MOST) {
      throw KinesisErrors.limit(
          "Limit of "
              + MOST
              + " registered consumers reached for stream "
              + stream.name()
              + " under account "
              + stream.place().account()
              + ".");
    }
    long now = streams.now();
    ConsumerRow row =
        new ConsumerRow(
            name,
            now,
            StreamRow.Phase.begin("CREATING", now, transition),
            request.tags(),
            Optional.empty());
    if (!consumers.create(stream, row)) {
      throw consumers.find(stream, name).isPresent()
          ? exists(stream, name)
          : KinesisErrors.contended(stream.name());
    }
    return RegisterStreamConsumerResponse.builder()
        .consumer(shape(new OpenConsumer(stream, row, 0, "CREATING")))
        .build();
  }

  private static AwsException exists(OpenStream stream, String name) {
    return KinesisErrors.inUse(
        "Consumer "
            + name
            + " under stream "
            + stream.name()
            + " already exists for account "
            + stream.place().account()
            + ".");
  }

  DeregisterStreamConsumerResponse deregister(
      CallContext context, DeregisterStreamConsumerRequest request) {
    OpenConsumer consumer =
        open(context, request.streamARN(), request.consumerName(), request.consumerARN());
    if (transition.isZero()) {
      consumers.delete(consumer);
    } else {
      StreamRow.Phase deleting = StreamRow.Phase.begin("DELETING", streams.now(), transition);
      consumers.update(consumer, row -> row.with(deleting));
    }
    subscriptions.end(consumer.arn());
    return DeregisterStreamConsumerResponse.builder().build();
  }

  DescribeStreamConsumerResponse describe(
      CallContext context, DescribeStreamConsumerRequest request) {
    OpenConsumer consumer =
        open(context, request.streamARN(), request.consumerName(), request.consumerARN());
    return DescribeStreamConsumerResponse.builder()
        .consumerDescription(
            ConsumerDescription.builder()
                .consumerName(consumer.row().name())
                .consumerARN(consumer.arn())
                .consumerStatus(consumer.status())
                .consumerCreationTimestamp(Shapes.instant(consumer.row().created()))
                .streamARN(consumer.stream().arn())
                .build())
        .build();
  }

  /** The consumer that a request names by its ARN, or by its name and stream. */
  private OpenConsumer open(
      CallContext context,
      @Nullable String streamArn,
      @Nullable String name,
      @Nullable String consumerArn) {
    if (consumerArn != null) {
      OpenConsumer found =
          consumers
              .find(context.place(), consumerArn)
              .orElseThrow(() -> Consumers.none(consumerArn));
      boolean same =
          (name == null || name.equals(found.row().name()))
              && (streamArn == null || streamArn.equals(found.stream().arn()));
      if (!same) {
        throw KinesisErrors.invalid(
            "ConsumerARN " + consumerArn + " does not match ConsumerName and StreamARN.");
      }
      return found;
    }
    if (streamArn == null || name == null) {
      throw KinesisErrors.invalid(
          "Either ConsumerARN or both StreamARN and ConsumerName must be provided.");
    }
    OpenStream stream = streams.open(context, null, streamArn);
    return consumers
        .find(stream, name)
        .orElseThrow(() ->
            KinesisErrors.notFound(
                "Consumer "
                    + name
                    + " under stream "
                    + stream.name()
                    + " not found for account "
                    + stream.place().account()
                    + "."));
  }

  ListStreamConsumersResponse list(CallContext context, ListStreamConsumersRequest request) {
    OpenStream stream = streams.open(context, null, request.streamARN());
    Instant created = request.streamCreationTimestamp();
    if (created != null && created.getEpochSecond() != stream.row().created() / 1_000) {
      throw KinesisErrors.noStream(context.place(), stream.name());
    }
    String after =
        request.nextToken() == null
            ? ""
            : PageToken.read(request.nextToken(), streams.now()).text();
    int limit = request.maxResults() == null ? PAGE : request.maxResults();
    List<OpenConsumer> left =
        consumers.of(stream).stream()
            .filter(consumer -> consumer.row().name().compareTo(after) > 0)
            .toList();
    ListStreamConsumersResponse.Builder response =
        ListStreamConsumersResponse.builder()
            .consumers(left.stream().limit(limit).map(ConsumerOperations::shape).toList());
    if (left.size() > limit) {
      response.nextToken(new PageToken(left.get(limit - 1).row().name(), streams.now()).write());
    }
    return response.build();
  }

  private static Consumer shape(OpenConsumer consumer) {
    return Consumer.builder()
        .consumerName(consumer.row().name())
        .consumerARN(consumer.arn())
        .consumerStatus(consumer.status())
        .consumerCreationTimestamp(Shapes.instant(consumer.row().created()))
        .build();
  }
}
