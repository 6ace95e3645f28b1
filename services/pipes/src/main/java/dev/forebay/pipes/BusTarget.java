package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.PipeTargetEventBridgeEventBusParameters;

/**
 * An event bus, which gets an event of each item: its detail.
 *
 * @param arn the bus
 * @param source a text, or a path to one
 * @param detailType likewise
 * @param resources likewise
 * @param time a path to the time, if it is not now
 */
record BusTarget(
    Arn arn, String source, String detailType, List<String> resources, @Nullable String time)
    implements PipeTarget {
  BusTarget {
    resources = List.copyOf(resources);
  }

  static BusTarget of(
      CreatePipeRequest request,
      Arn arn,
      @Nullable PipeTargetEventBridgeEventBusParameters parameters) {
    PipeTargetEventBridgeEventBusParameters given =
        parameters == null ? PipeTargetEventBridgeEventBusParameters.builder().build() : parameters;
    if (given.endpointId() != null) {
      throw PipesErrors.invalid("Global endpoints are not supported by Forebay: EndpointId");
    }
    String kind = Arn.parse(request.source()).map(Arn::service).orElse("");
    return new BusTarget(
        arn,
        given.source() == null ? "Pipe " + request.name() : given.source(),
        given.detailType() == null ? "Event from aws:" + kind : given.detailType(),
        given.hasResources() ? given.resources() : List.of(),
        given.time());
  }

  @Override
  public int most() {
    return 10;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    List<PutEventsRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      entries.add(entry(items.get(i), events.get(i)));
    }
    PutEventsResponse answer =
        calls.call(
            arn,
            "PutEvents",
            PutEventsRequest.builder().entries(entries).build(),
            PutEventsResponse.class);
    Set<Integer> failed = new HashSet<>();
    String why = "";
    for (int i = 0; i < answer.entries().size(); i++) {
      PutEventsResultEntry entry = answer.entries().get(i);
      if (entry.errorCode() != null) {
        failed.add(i);
        why = entry.errorCode() + ": " + entry.errorMessage();
      }
    }
    return failed.isEmpty() ? new Handed.All() : new Handed.Some(failed, why);
  }

  private PutEventsRequestEntry entry(JsonNode item, JsonNode event) {
    List<String> named = new ArrayList<>();
    resources.forEach(
        resource -> Optional.ofNullable(PipeTarget.value(resource, event)).ifPresent(named::add));
    return PutEventsRequestEntry.builder()
        .eventBusName(arn.toString())
        .source(PipeTarget.value(source, event))
        .detailType(PipeTarget.value(detailType, event))
        .resources(named)
        .time(time(event).orElse(null))
        .detail(item.toString())
        .build();
  }

  private Optional<Instant> time(JsonNode event) {
    return Optional.ofNullable(PipeTarget.value(time, event))
        .map(text ->
            text.matches("[0-9]+") ? Instant.ofEpochMilli(Long.parseLong(text)) : parsed(text));
  }

  private static Instant parsed(String text) {
    try {
      return Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      throw PipesErrors.invalid("Time is none: " + text);
    }
  }
}
