package dev.forebay.eventsource.mapping;

import dev.forebay.model.Arn;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;

/** The kinds of source that AWS reads for a mapping. */
enum SourceKind {
  QUEUE("sqs", "[^:/]+", "SQS"),
  STREAM("kinesis", "stream/[^:/]+", "Kinesis"),
  CONSUMER("kinesis", "stream/[^:/]+/consumer/[^:/]+:[0-9]+", "Kinesis"),
  TABLE_STREAM("dynamodb", "table/[^/]+/stream/.+", "DynamoDB streams"),
  KAFKA_CLUSTER("kafka", "cluster/.+", "Amazon MSK"),
  BROKER("mq", "broker:.+", "Amazon MQ"),
  DOCUMENTS("rds", "cluster:.+", "Amazon DocumentDB"),
  SELF_MANAGED_KAFKA("", "", "self-managed Apache Kafka");

  private static final String CONSUMER_PART = "/consumer/";

  private final String service;
  private final Pattern resource;
  private final String text;

  SourceKind(String service, String resource, String text) {
    this.service = service;
    this.resource = Pattern.compile(resource);
    this.text = text;
  }

  /**
   * The kind of source that a request names.
   *
   * @throws dev.forebay.wire.AwsException 400 when it names none that AWS knows
   */
  static SourceKind of(CreateEventSourceMappingRequest request) {
    if (request.selfManagedEventSource() != null) {
      return SELF_MANAGED_KAFKA;
    }
    Arn arn =
        Optional.ofNullable(request.eventSourceArn())
            .flatMap(Arn::parse)
            .orElseThrow(MappingErrors::unrecognized);
    for (SourceKind kind : values()) {
      if (kind.service.equals(arn.service()) && kind.resource.matcher(arn.resource()).matches()) {
        return kind;
      }
    }
    throw MappingErrors.unrecognized();
  }

  /** Whether it is read from a position. */
  boolean hasPosition() {
    return this != QUEUE && this != BROKER;
  }

  /** As a reader knows it. */
  String text() {
    return text;
  }

  /** The stream of a consumer. */
  static Arn streamOf(Arn consumer) {
    int end = consumer.resource().indexOf(CONSUMER_PART);
    return new Arn(
        consumer.partition(),
        consumer.service(),
        consumer.region(),
        consumer.account(),
        consumer.resource().substring(0, end));
  }
}
