package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.PipeTargetCloudWatchLogsParameters;

/**
 * A log group, which gets a line of each item, in a stream that is made as needed.
 *
 * @param arn the group
 * @param group its name
 * @param stream the stream's name
 * @param timestamp a path to the time in milliseconds, if it is not now
 */
record LogTarget(Arn arn, String group, String stream, @Nullable String timestamp)
    implements PipeTarget {
  private static final String RESOURCE = "log-group:";

  static LogTarget of(
      CreatePipeRequest request, Arn arn, @Nullable PipeTargetCloudWatchLogsParameters given) {
    if (!arn.resource().startsWith(RESOURCE)) {
      throw PipesErrors.invalid("Target is no log group: " + arn);
    }
    String name = arn.resource().substring(RESOURCE.length());
    return new LogTarget(
        arn,
        name.endsWith(":*") ? name.substring(0, name.length() - 2) : name,
        given == null || given.logStreamName() == null ? request.name() : given.logStreamName(),
        given == null ? null : given.timestamp());
  }

  @Override
  public int most() {
    return 10_000;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    List<InputLogEvent> lines = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      lines.add(
          InputLogEvent.builder()
              .timestamp(time(events.get(i)).orElse(now.toEpochMilli()))
              .message(PipeTarget.text(items.get(i)))
              .build());
    }
    lines.sort(Comparator.comparing(InputLogEvent::timestamp));
    PutLogEventsRequest request =
        PutLogEventsRequest.builder()
            .logGroupName(group)
            .logStreamName(stream)
            .logEvents(lines)
            .build();
    try {
      put(calls, request);
    } catch (AwsException e) {
      if (!e.code().equals("ResourceNotFoundException")) {
        throw e;
      }
      create(calls);
      put(calls, request);
    }
    return new Handed.All();
  }

  private Optional<Long> time(JsonNode event) {
    return Optional.ofNullable(PipeTarget.value(timestamp, event))
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::valueOf);
  }

  private void put(PipeCalls calls, PutLogEventsRequest request) {
    calls.call(arn, "PutLogEvents", request, PutLogEventsResponse.class);
  }

  private void create(PipeCalls calls) {
    try {
      calls.call(
          arn,
          "CreateLogStream",
          CreateLogStreamRequest.builder().logGroupName(group).logStreamName(stream).build(),
          CreateLogStreamResponse.class);
    } catch (AwsException e) {
      if (!e.code().equals("ResourceAlreadyExistsException")) {
        throw e;
      }
    }
  }
}
