package dev.forebay.events;

import dev.forebay.events.Router.Arrival;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * PutEvents: entries become events, each with an answer of its own. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html">Sending
 *     events with PutEvents</a>
 */
final class PutEventsOperation {
  /** All entries of a call together, in bytes. */
  static final int MOST_BYTES = 1 << 20;

  private static final int LONGEST_DETAIL_TYPE = 128;
  private static final int TIME_BYTES = 14;

  private final Router router;
  private final Clock clock;
  private final RandomGenerator random;

  PutEventsOperation(Router router, Clock clock, RandomGenerator random) {
    this.router = router;
    this.clock = clock;
    this.random = random;
  }

  PutEventsResponse put(CallContext context, PutEventsRequest request) {
    if (request.endpointId() != null) {
      throw EventsErrors.invalid("Global endpoints are not supported by Forebay: EndpointId");
    }
    checkSize(request.entries());
    Instant now = clock.now();
    List<Arrival> arrivals = new ArrayList<>();
    List<PutEventsResultEntry> results = new ArrayList<>();
    for (PutEventsRequestEntry entry : request.entries()) {
      Optional<PutEventsResultEntry> fault = EntryCheck.fault(entry, isService(context));
      Optional<String> detail =
          fault.isPresent() ? Optional.empty() : EventText.compact(entry.detail());
      if (detail.isEmpty()) {
        results.add(fault.orElseGet(EntryCheck::malformed));
      } else {
        String id = newId();
        arrivals.add(arrival(context, entry, id, detail.get(), now));
        results.add(PutEventsResultEntry.builder().eventId(id).build());
      }
    }
    router.route(arrivals);
    return PutEventsResponse.builder()
        .failedEntryCount(results.size() - arrivals.size())
        .entries(results)
        .build();
  }

  private static boolean isService(CallContext context) {
    return context.caller() instanceof Caller.Service;
  }

  private String newId() {
    return new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE)
        .toString();
  }

  private static Arrival arrival(
      CallContext context, PutEventsRequestEntry entry, String id, String detail, Instant now) {
    EventText.Head head =
        new EventText.Head(
            id,
            entry.detailType(),
            entry.source(),
            context.place(),
            entry.time() == null ? now : entry.time(),
            entry.resources());
    Optional<String> trace = Optional.ofNullable(entry.traceHeader()).or(context::traceHeader);
    return new Arrival(
        BusId.of(context.place(), entry.eventBusName()),
        new Event(id, EventText.of(head, detail), now, trace));
  }

  private static void checkSize(List<PutEventsRequestEntry> entries) {
    long size = 0;
    for (PutEventsRequestEntry entry : entries) {
      size += entry.time() == null ? 0 : TIME_BYTES;
      size += bytes(entry.source()) + bytes(entry.detailType()) + bytes(entry.detail());
      for (String resource : entry.resources()) {
        size += bytes(resource);
      }
    }
    if (size > MOST_BYTES) {
      throw EventsErrors.invalid("Total size of the entries in the request is over the limit.");
    }
  }

  private static long bytes(@Nullable String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** What is wrong with an entry. */
  static final class EntryCheck {
    private EntryCheck() {}

    /**
     * The answer to an entry that is refused; empty when nothing is wrong but, perhaps, its detail.
     */
    static Optional<PutEventsResultEntry> fault(PutEventsRequestEntry entry, boolean service) {
      if (isBlank(entry.source())) {
        return Optional.of(required("Source"));
      }
      if (isBlank(entry.detailType())) {
        return Optional.of(required("DetailType"));
      }
      if (isBlank(entry.detail())) {
        return Optional.of(required("Detail"));
      }
      if (entry.detailType().length() > LONGEST_DETAIL_TYPE) {
        return Optional.of(
            refused(
                "InvalidArgument",
                "Parameter DetailType is not valid. Reason: DetailType too long."));
      }
      if (entry.source().startsWith("aws.") && !service) {
        return Optional.of(
            refused("NotAuthorizedForSourceException", "Not authorized for the source."));
      }
      return Optional.empty();
    }

    static PutEventsResultEntry malformed() {
      return refused("MalformedDetail", "Detail is malformed.");
    }

    private static boolean isBlank(@Nullable String text) {
      return text == null || text.isEmpty();
    }

    private static PutEventsResultEntry required(String member) {
      return refused(
          "InvalidArgument",
          "Parameter " + member + " is not valid. Reason: " + member + " is a required argument.");
    }

    private static PutEventsResultEntry refused(String code, String message) {
      return PutEventsResultEntry.builder().errorCode(code).errorMessage(message).build();
    }
  }
}
