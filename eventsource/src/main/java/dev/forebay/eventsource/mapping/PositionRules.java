package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Refusals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;

/** Where reading may start. */
final class PositionRules {
  private PositionRules() {}

  /**
   * The starting position of a source that has one.
   *
   * @throws dev.forebay.wire.AwsException 400 for none, and for one that the source does not know
   */
  static StartingPosition read(
      SourceKind kind, CreateEventSourceMappingRequest request, Instant now) {
    EventSourcePosition position = request.startingPosition();
    if (position == null) {
      throw Refusals.invalidParameter(
          Refusals.violation("Value null", "startingPosition", "Member must not be null."));
    }
    Instant timestamp = request.startingPositionTimestamp();
    if (position == EventSourcePosition.AT_TIMESTAMP && kind == SourceKind.TABLE_STREAM) {
      throw Refusals.invalidParameter(
          "Unsupported starting position for arn type: " + request.eventSourceArn());
    }
    if (position != EventSourcePosition.AT_TIMESTAMP && timestamp != null) {
      throw Refusals.invalidParameter(
          "StartingPositionTimestamp can only be specified with a StartingPosition of"
              + " AT_TIMESTAMP.");
    }
    return switch (position) {
      case LATEST -> new StartingPosition.Latest();
      case TRIM_HORIZON -> new StartingPosition.TrimHorizon();
      case AT_TIMESTAMP -> at(timestamp, now);
      case UNKNOWN_TO_SDK_VERSION ->
          throw Refusals.validation(
              String.valueOf(request.startingPositionAsString()),
              "startingPosition",
              "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]");
    };
  }

  /** Throws 400 for a source that is not read from a position, if the request has one. */
  static void refuse(CreateEventSourceMappingRequest request) {
    if (request.startingPosition() != null || request.startingPositionTimestamp() != null) {
      throw Refusals.invalidParameter("StartingPosition is not valid for SQS event sources.");
    }
  }

  private static StartingPosition at(@Nullable Instant timestamp, Instant now) {
    if (timestamp == null) {
      throw Refusals.invalidParameter("Need to specify a timestamp");
    }
    if (timestamp.isAfter(now)) {
      throw Refusals.invalidParameter("StartingPositionTimestamp cannot be in the future.");
    }
    return new StartingPosition.AtTimestamp(timestamp);
  }
}
