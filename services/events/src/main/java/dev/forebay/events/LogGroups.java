package dev.forebay.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Switchboard;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;

/**
 * Log groups as targets: an event becomes a line in a stream of the rule's name, which is made when
 * it is not there. Thread-safe.
 */
final class LogGroups {
  /** An operation of ours, which no client can reach: makes the stream, then puts the line. */
  static final String OPERATION = "DeliverToLogGroup";

  private final Supplier<Switchboard> switchboard;

  LogGroups(Supplier<Switchboard> switchboard) {
    this.switchboard = switchboard;
  }

  /** The name of the group of an ARN. */
  static String name(Arn arn) {
    String name = arn.resource().substring("log-group:".length());
    return name.endsWith(":*") ? name.substring(0, name.length() - 2) : name;
  }

  /** The line: what an input transformer made as timestamp and message, or all of the input. */
  static InputLogEvent line(Event event, String input) {
    long timestamp = event.received().toEpochMilli();
    String message = input;
    if (input.startsWith("{")) {
      try {
        JsonNode tree = Event.JSON.readTree(input);
        if (tree.size() == 2 && tree.path("timestamp").isNumber() && tree.has("message")) {
          timestamp = tree.path("timestamp").asLong();
          message =
              tree.path("message").isTextual()
                  ? tree.path("message").asText()
                  : tree.path("message").toString();
        }
      } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
        // Then it is a line as it is.
        message = input;
      }
    }
    return InputLogEvent.builder().timestamp(timestamp).message(message).build();
  }

  PutLogEventsResponse deliver(CallContext context, PutLogEventsRequest request) {
    try {
      return put(context, request);
    } catch (AwsException e) {
      if (!e.code().equals("ResourceNotFoundException")) {
        throw e;
      }
    }
    try {
      switchboard
          .get()
          .call(
              context,
              "logs",
              "CreateLogStream",
              CreateLogStreamRequest.builder()
                  .logGroupName(request.logGroupName())
                  .logStreamName(request.logStreamName())
                  .build());
    } catch (AwsException e) {
      if (!e.code().equals("ResourceAlreadyExistsException")) {
        throw e;
      }
    }
    return put(context, request);
  }

  private PutLogEventsResponse put(CallContext context, PutLogEventsRequest request) {
    return (PutLogEventsResponse) switchboard.get().call(context, "logs", "PutLogEvents", request);
  }
}
