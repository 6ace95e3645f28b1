package dev.forebay.events;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysRequest;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysResponse;
import software.amazon.awssdk.services.eventbridge.model.Replay;
import software.amazon.awssdk.services.eventbridge.model.ReplayDestination;
import software.amazon.awssdk.services.eventbridge.model.StartReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.StartReplayResponse;

/** Replays of archives. Thread-safe. */
final class ReplayOperations {
  private static final Set<String> CANCELLABLE = Set.of("STARTING", "RUNNING");

  private final Buses buses;
  private final Replays replays;
  private final Clock clock;

  ReplayOperations(Buses buses, Replays replays, Clock clock) {
    this.buses = buses;
    this.replays = replays;
    this.clock = clock;
  }

  private static Arn arn(AccountRegion place, String name) {
    return place.arn("events", "replay/" + name);
  }

  StartReplayResponse start(CallContext context, StartReplayRequest request) {
    AccountRegion place = context.place();
    String archive =
        Arn.parse(request.eventSourceArn())
            .filter(arn -> arn.resource().startsWith("archive/"))
            .map(arn -> arn.resource().substring("archive/".length()))
            .orElseThrow(() ->
                EventsErrors.invalid(
                    "Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN."));
    if (!request.eventEndTime().isAfter(request.eventStartTime())) {
      throw EventsErrors.invalid(
          "Parameter EventEndTime is not valid. Reason: EventStartTime must be before"
              + " EventEndTime.");
    }
    String busArn = request.destination().arn();
    BusId bus =
        Arn.parse(busArn)
            .flatMap(BusId::of)
            .orElseThrow(() ->
                EventsErrors.invalid(
                    "Parameter Destination.Arn is not valid. Reason: Must contain an event bus"
                        + " ARN."));
    Instant now = clock.now();
    ReplayRow row =
        new ReplayRow(
            request.replayName(),
            request.description(),
            archive,
            busArn,
            request.destination().filterArns(),
            request.eventStartTime().toEpochMilli(),
            request.eventEndTime().toEpochMilli(),
            "STARTING",
            null,
            "",
            0,
            now.toEpochMilli(),
            0);
    buses.change(() -> {
      ArchiveRow source =
          buses
              .store()
              .find(place, Kinds.ARCHIVE, archive)
              .orElseThrow(() -> EventsErrors.notFound("Archive " + archive + " does not exist."));
      buses.require(bus);
      if (!source.busArn().equals(busArn)) {
        throw EventsErrors.invalid(
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not"
                + " permitted.");
      }
      if (buses.store().find(place, Kinds.REPLAY, row.name()).isPresent()) {
        throw EventsErrors.exists("Replay " + row.name());
      }
      buses.store().put(place, Kinds.REPLAY, row.name(), row);
      return row;
    });
    replays.begin(new Replays.Name(place, row.name()));
    return StartReplayResponse.builder()
        .replayArn(arn(place, row.name()).toString())
        .state(row.state())
        .replayStartTime(now)
        .build();
  }

  private ReplayRow require(AccountRegion place, String name) {
    return buses
        .store()
        .find(place, Kinds.REPLAY, name)
        .orElseThrow(() -> EventsErrors.notFound("Replay " + name + " does not exist."));
  }

  CancelReplayResponse cancel(CallContext context, CancelReplayRequest request) {
    AccountRegion place = context.place();
    ReplayRow row =
        buses.change(() -> {
          ReplayRow old = require(place, request.replayName());
          if (!CANCELLABLE.contains(old.state())) {
            throw EventsErrors.illegalStatus(
                "Replay " + old.name() + " is not in a valid state for this operation.");
          }
          ReplayRow cancelling = old.at("CANCELLING", old.position(), old.lastReplayed());
          buses.store().put(place, Kinds.REPLAY, old.name(), cancelling);
          return cancelling;
        });
    return CancelReplayResponse.builder()
        .replayArn(arn(place, row.name()).toString())
        .state(row.state())
        .build();
  }

  DescribeReplayResponse describe(CallContext context, DescribeReplayRequest request) {
    AccountRegion place = context.place();
    ReplayRow row = require(place, request.replayName());
    return DescribeReplayResponse.builder()
        .replayName(row.name())
        .replayArn(arn(place, row.name()).toString())
        .description(row.description())
        .state(row.state())
        .stateReason(row.stateReason())
        .eventSourceArn(ArchiveOperations.arn(place, row.archive()).toString())
        .destination(
            ReplayDestination.builder().arn(row.busArn()).filterArns(row.filterArns()).build())
        .eventStartTime(Instant.ofEpochMilli(row.from()))
        .eventEndTime(Instant.ofEpochMilli(row.to()))
        .eventLastReplayedTime(orNone(row.lastReplayed()))
        .replayStartTime(Instant.ofEpochMilli(row.started()))
        .replayEndTime(orNone(row.ended()))
        .build();
  }

  private static @Nullable Instant orNone(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  ListReplaysResponse list(CallContext context, ListReplaysRequest request) {
    AccountRegion place = context.place();
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    List<ReplayRow> rows =
        buses.store().all(place, Kinds.REPLAY, prefix).stream()
            .filter(row -> request.state() == null || row.state().equals(request.stateAsString()))
            .filter(row ->
                request.eventSourceArn() == null
                    || request
                        .eventSourceArn()
                        .equals(ArchiveOperations.arn(place, row.archive()).toString()))
            .toList();
    Page<ReplayRow> page = Pages.of(rows, ReplayRow::name, request.nextToken(), request.limit());
    return ListReplaysResponse.builder()
        .replays(
            page.items().stream()
                .map(row ->
                    Replay.builder()
                        .replayName(row.name())
                        .eventSourceArn(ArchiveOperations.arn(place, row.archive()).toString())
                        .state(row.state())
                        .stateReason(row.stateReason())
                        .eventStartTime(Instant.ofEpochMilli(row.from()))
                        .eventEndTime(Instant.ofEpochMilli(row.to()))
                        .eventLastReplayedTime(orNone(row.lastReplayed()))
                        .replayStartTime(Instant.ofEpochMilli(row.started()))
                        .replayEndTime(orNone(row.ended()))
                        .build())
                .toList())
        .nextToken(page.next().orElse(null))
        .build();
  }
}
