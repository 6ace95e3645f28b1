package dev.forebay.events;

import dev.forebay.wire.CallContext;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.ListEventSourcesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventSourcesResponse;

/** Sources of partners, of which there are none here. Immutable. */
record PartnerOperations() {
  ListEventSourcesResponse list(CallContext context, ListEventSourcesRequest request) {
    return ListEventSourcesResponse.builder().eventSources(List.of()).build();
  }

  /** The answer to whoever asks for one. */
  static RuntimeException none(String name) {
    return EventsErrors.notFound("Event source " + name + " does not exist.");
  }
}
