package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.push.Calls;
import dev.forebay.push.Delivery;
import dev.forebay.push.Sender;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/**
 * The destinations of subscription filters: functions, which are invoked as CloudWatch Logs itself,
 * and data and delivery streams, which are written to under the filter's role. Thread-safe.
 */
final class SubscriptionTargets {
  private static final String PRINCIPAL = "logs.amazonaws.com";
  private static final String SESSION = "CloudWatchLogs";
  private static final String OWN_GROUP = "/aws/lambda/";

  /** The most of a function's event, and the most of a record, without what is around the data. */
  private static final int MOST_EVENT = 786_000;

  private static final int MOST_RECORD = 1_048_000;

  /** The most of a record of a delivery stream. */
  private static final int MOST_DELIVERED = 1_000 * 1_024;

  /** What every invocation writes, in both formats. */
  private static final List<String> OF_EVERY_INVOCATION =
      List.of(
          "START RequestId: 00000000-0000-0000-0000-000000000000 Version: $LATEST\n",
          "END RequestId: 00000000-0000-0000-0000-000000000000\n",
          "REPORT RequestId: 00000000-0000-0000-0000-000000000000\tDuration: 1.00 ms\tBilled"
              + " Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 10 MB\t\n",
          "{\"time\":\"2026-01-01T00:00:00.000Z\",\"type\":\"platform.start\",\"record\":{}}",
          "{\"time\":\"2026-01-01T00:00:00.000Z\",\"type\":\"platform.report\",\"record\":{}}");

  private final Switchboard switchboard;
  private final BiFunction<Arn, String, Caller> sessions;

  /**
   * Destinations on the switchboard.
   *
   * @param sessions who acts under a role, by its ARN and the session's name
   */
  SubscriptionTargets(Switchboard switchboard, BiFunction<Arn, String, Caller> sessions) {
    this.switchboard = switchboard;
    this.sessions = sessions;
  }

  /**
   * How a filter's destination is reached.
   *
   * @param sender as whom
   * @param mostBytes how much of compressed data it takes
   * @param call from the data and the stream that it is of
   */
  record Target(Sender sender, int mostBytes, BiFunction<Bytes, String, Delivery> call) {
    Delivery delivery(Bytes data, String stream) {
      return call.apply(data, stream);
    }
  }

  /** How the destination of a filter that {@link #check} let pass is reached. */
  Target target(AccountRegion place, String group, SubscriptionRow filter) {
    Arn destination = Arn.parse(filter.destination()).orElseThrow();
    if (destination.service().equals("lambda")) {
      return new Target(
          Sender.service(PRINCIPAL, source(place, group), place),
          MOST_EVENT,
          (data, _) -> Calls.invoke(destination, event(data)));
    }
    Arn role = filter.role().flatMap(Arn::parse).orElseThrow();
    return new Target(
        new Sender(sessions.apply(role, SESSION), place, Optional.empty()),
        destination.service().equals("firehose") ? MOST_DELIVERED : MOST_RECORD,
        (data, stream) -> put(destination, filter, data, stream));
  }

  private static Arn source(AccountRegion place, String group) {
    return place.arn("logs", "log-group:" + group + ":*");
  }

  private static Bytes event(Bytes data) {
    return Bytes.utf8(
        "{\"awslogs\":{\"data\":\"" + Base64.getEncoder().encodeToString(data.toArray()) + "\"}}");
  }

  private static Delivery.Call put(
      Arn stream, SubscriptionRow filter, Bytes data, String logStream) {
    if (stream.service().equals("firehose")) {
      return Calls.put(stream, data);
    }
    String key =
        filter.distribution().equals("Random")
            ? UUID.nameUUIDFromBytes(data.toArray()).toString()
            : UUID.nameUUIDFromBytes(logStream.getBytes(StandardCharsets.UTF_8)).toString();
    return Calls.put(
        PutRecordRequest.builder()
            .streamARN(stream.toString())
            .partitionKey(key.replace("-", ""))
            .data(SdkBytes.fromByteArrayUnsafe(data.toArray()))
            .build());
  }

  /**
   * Whether the destination may be used, and can be.
   *
   * @throws AwsException when not, in AWS's words
   */
  void check(CallContext context, String group, SubscriptionRow filter, long nowMillis) {
    Arn destination =
        Arn.parse(filter.destination())
            .orElseThrow(
                () -> LogsErrors.invalid("Invalid destinationArn: " + filter.destination()));
    switch (destination.service()) {
      case "lambda" -> checkFunction(context, group, filter, destination);
      case "kinesis" -> checkStream(context, filter, destination, "Kinesis", nowMillis);
      case "firehose" -> checkStream(context, filter, destination, "Firehose", nowMillis);
      default ->
          throw LogsErrors.invalid(
              "A destination of "
                  + destination.service()
                  + " is not supported by Forebay: "
                  + destination);
    }
  }

  private void checkFunction(
      CallContext context, String group, SubscriptionRow filter, Arn function) {
    if (filter.role().isPresent()) {
      throw LogsErrors.invalid("destinationArn for vendor lambda cannot be used with roleArn");
    }
    if (!function.account().equals(context.place().account().value())) {
      throw new AwsException(
          "AccessDeniedException",
          400,
          "Cross-account lambda invocation passing is not allowed. You must use"
              + " DestinationPolicies to create cross account lambda triggers.");
    }
    InvokeRequest request =
        InvokeRequest.builder()
            .functionName(function.toString())
            .invocationType(InvocationType.EVENT)
            .build();
    try {
      switchboard.check(
          as(
              context,
              new Caller.Service(
                  PRINCIPAL,
                  Optional.of(source(context.place(), group)),
                  Optional.of(context.place().account()))),
          "lambda",
          "Invoke",
          request);
    } catch (AwsException e) {
      throw LogsErrors.invalid(
          "Could not execute the lambda function. Make sure you have given CloudWatch Logs"
              + " permission to execute your function.");
    }
    FilterPattern pattern = FilterPattern.parse(filter.pattern());
    if (isOwnGroup(group, function) && OF_EVERY_INVOCATION.stream().anyMatch(pattern::matches)) {
      throw LogsErrors.invalid(
          "The function writes to "
              + group
              + " itself, and the filter pattern wants what every"
              + " invocation writes: it would be invoked without end. CloudWatch Logs lets that"
              + " happen, Forebay refuses it.");
    }
  }

  private static boolean isOwnGroup(String group, Arn function) {
    String[] parts = function.resource().split(":", -1);
    return parts.length > 1 && group.equals(OWN_GROUP + parts[1]);
  }

  private void checkStream(
      CallContext context, SubscriptionRow filter, Arn stream, String kind, long nowMillis) {
    Arn role =
        filter
            .role()
            .flatMap(Arn::parse)
            .orElseThrow(() ->
                LogsErrors.invalid(
                    "destinationArn for vendor "
                        + stream.service()
                        + " cannot be used without roleArn"));
    String destination = kind.equals("Kinesis") ? "Kinesis stream." : "Firehose.";
    Delivery.Call test =
        put(stream, filter, SubscriptionRecord.control(destination, nowMillis), "");
    try {
      switchboard.call(
          as(context, sessions.apply(role, SESSION)),
          test.service(),
          test.operation(),
          test.request());
    } catch (AwsException e) {
      throw LogsErrors.invalid(
          "Could not deliver test message to specified "
              + kind
              + " stream. Check if the given "
              + stream.service()
              + " stream is in ACTIVE state. ");
    }
  }

  private static CallContext as(CallContext context, Caller caller) {
    return new CallContext(
        caller,
        context.place(),
        context.requestId(),
        context.endpoint(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
