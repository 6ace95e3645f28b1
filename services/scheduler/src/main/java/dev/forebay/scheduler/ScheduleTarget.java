package dev.forebay.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.push.Calls;
import dev.forebay.push.Delivery;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.KeptRequests;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * What a schedule calls. Immutable.
 *
 * @param target as it was given
 * @param arn its ARN
 */
record ScheduleTarget(Target target, Arn arn) {
  private static final KeptRequests KEPT = new KeptRequests();
  private static final String FIFO = ".fifo";

  /** The target that somebody gives, which {@link #check} has yet to look at. */
  static ScheduleTarget of(Target target) {
    return new ScheduleTarget(
        target,
        Arn.parse(target.arn())
            .orElseThrow(() -> SchedulerErrors.invalid("Provided Arn is not in correct format.")));
  }

  /** The target that {@link #write} wrote. */
  static ScheduleTarget read(String stored) {
    Target.Builder builder = Target.builder();
    KEPT.read(Bytes.wrap(Base64.getDecoder().decode(stored)), builder);
    return of(builder.build());
  }

  /** As text, to be stored. */
  String write() {
    return Base64.getEncoder().encodeToString(KEPT.write(target).toArray());
  }

  Optional<String> input() {
    return Optional.ofNullable(target.input());
  }

  /**
   * Whether it can be called.
   *
   * @throws dev.forebay.wire.AwsException when it cannot
   */
  void check(Map<String, ServiceBinding> services) {
    if (Stream.of(target.ecsParameters(), target.sageMakerPipelineParameters())
        .anyMatch(parameters -> parameters != null)) {
      throw SchedulerErrors.invalid("Targets of that kind are not supported by Forebay.");
    }
    if (UniversalCall.isUniversal(arn)) {
      UniversalCall.of(arn, services).delivery(input());
      return;
    }
    switch (arn.service()) {
      case "lambda" -> checkJson();
      case "events" -> {
        if (target.eventBridgeParameters() == null) {
          throw SchedulerErrors.invalid(
              "EventBridgeParameters must be provided for an EventBridge target.");
        }
        checkJson();
      }
      case "kinesis" -> {
        if (target.kinesisParameters() == null) {
          throw SchedulerErrors.invalid("KinesisParameters must be provided for a Kinesis target.");
        }
      }
      case "sqs" -> {
        boolean grouped =
            target.sqsParameters() != null && target.sqsParameters().messageGroupId() != null;
        if (arn.resource().endsWith(FIFO) && !grouped) {
          throw SchedulerErrors.invalid(
              "MessageGroupId must be provided for an Amazon SQS FIFO queue target.");
        }
      }
      case "sns", "firehose" -> {}
      default ->
          throw SchedulerErrors.invalid(
              "A target of " + arn.service() + " is not supported by Forebay: " + arn);
    }
  }

  private void checkJson() {
    try {
      UniversalCall.JSON.readTree(input().orElse("{}"));
    } catch (JsonProcessingException e) {
      throw SchedulerErrors.invalid("Invalid input: " + e.getOriginalMessage());
    }
  }

  /** The call that brings it the input. */
  Delivery delivery(String input, URI endpoint, Map<String, ServiceBinding> services) {
    if (UniversalCall.isUniversal(arn)) {
      return UniversalCall.of(arn, services)
          .delivery(target.input() == null ? Optional.empty() : Optional.of(input));
    }
    return switch (arn.service()) {
      case "lambda" -> Calls.invoke(arn, Bytes.utf8(input));
      case "events" ->
          Calls.put(
              PutEventsRequestEntry.builder()
                  .eventBusName(target.arn())
                  .source(target.eventBridgeParameters().source())
                  .detailType(target.eventBridgeParameters().detailType())
                  .detail(input)
                  .build());
      case "kinesis" ->
          Calls.put(
              PutRecordRequest.builder()
                  .streamARN(target.arn())
                  .partitionKey(target.kinesisParameters().partitionKey())
                  .data(SdkBytes.fromUtf8String(input))
                  .build());
      case "firehose" -> Calls.put(arn, Bytes.utf8(input));
      case "sns" ->
          Calls.publish(PublishRequest.builder().topicArn(target.arn()).message(input).build());
      default ->
          Calls.send(
              SendMessageRequest.builder()
                  .queueUrl(Calls.queueUrl(endpoint, arn))
                  .messageBody(input)
                  .messageGroupId(
                      target.sqsParameters() == null
                          ? null
                          : target.sqsParameters().messageGroupId())
                  .build());
    };
  }
}
