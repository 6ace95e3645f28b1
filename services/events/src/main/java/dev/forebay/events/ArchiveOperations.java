package dev.forebay.events;

import dev.forebay.events.ArchiveLogs.Size;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Archive;
import software.amazon.awssdk.services.eventbridge.model.ArchiveState;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveResponse;

/**
 * Archives. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html">Archiving
 *     and replaying events</a>
 */
final class ArchiveOperations {
  private static final int LONGEST_NAME = 48;

  private final Buses buses;
  private final ArchiveLogs logs;
  private final Clock clock;
  private final RandomGenerator random;

  ArchiveOperations(Buses buses, ArchiveLogs logs, Clock clock, RandomGenerator random) {
    this.buses = buses;
    this.logs = logs;
    this.clock = clock;
    this.random = random;
  }

  static Arn arn(AccountRegion place, String name) {
    return place.arn("events", "archive/" + name);
  }

  CreateArchiveResponse create(CallContext context, CreateArchiveRequest request) {
    AccountRegion place = context.place();
    BusId bus =
        Arn.parse(request.eventSourceArn())
            .flatMap(BusId::of)
            .orElseThrow(() ->
                EventsErrors.invalid(
                    "Parameter EventSourceArn is not valid. Reason: Must contain an event bus"
                        + " ARN."));
    if (request.archiveName().length() > LONGEST_NAME) {
      throw EventsErrors.invalid("Parameter ArchiveName is too long.");
    }
    checkPattern(request.eventPattern());
    ArchiveRow row =
        new ArchiveRow(
            request.archiveName(),
            HexFormat.of().toHexDigits(random.nextLong()),
            bus.arn().toString(),
            request.description(),
            request.eventPattern(),
            request.retentionDays() == null ? 0 : request.retentionDays(),
            request.kmsKeyIdentifier(),
            clock.now().toEpochMilli());
    buses.change(() -> {
      buses.require(bus);
      if (buses.store().find(place, Kinds.ARCHIVE, row.name()).isPresent()) {
        throw EventsErrors.exists("Archive " + row.name());
      }
      return save(place, bus, row);
    });
    return CreateArchiveResponse.builder()
        .archiveArn(arn(place, row.name()).toString())
        .state(ArchiveState.ENABLED)
        .creationTime(Instant.ofEpochMilli(row.created()))
        .build();
  }

  private static void checkPattern(@Nullable String pattern) {
    if (pattern != null && !pattern.isBlank()) {
      RuleOperations.checkPattern(pattern);
    }
  }

  private ArchiveRow save(AccountRegion place, BusId bus, ArchiveRow row) {
    LiveArchive archive = LiveArchive.of(place, row);
    Bus live = buses.open(bus);
    buses.store().put(place, Kinds.ARCHIVE, row.name(), row);
    live.set(archive);
    return row;
  }

  UpdateArchiveResponse update(CallContext context, UpdateArchiveRequest request) {
    AccountRegion place = context.place();
    checkPattern(request.eventPattern());
    ArchiveRow row =
        buses.change(() -> {
          ArchiveRow old = require(place, request.archiveName());
          return save(
              place,
              bus(old),
              new ArchiveRow(
                  old.name(),
                  old.id(),
                  old.busArn(),
                  request.description() == null ? old.description() : request.description(),
                  request.eventPattern() == null ? old.pattern() : request.eventPattern(),
                  request.retentionDays() == null ? old.retentionDays() : request.retentionDays(),
                  request.kmsKeyIdentifier() == null ? old.kms() : request.kmsKeyIdentifier(),
                  old.created()));
        });
    return UpdateArchiveResponse.builder()
        .archiveArn(arn(place, row.name()).toString())
        .state(ArchiveState.ENABLED)
        .creationTime(Instant.ofEpochMilli(row.created()))
        .build();
  }

  private ArchiveRow require(AccountRegion place, String name) {
    return buses
        .store()
        .find(place, Kinds.ARCHIVE, name)
        .orElseThrow(() -> EventsErrors.notFound("Archive " + name + " does not exist."));
  }

  /** The archive of a name, if there is one. */
  Optional<LiveArchive> find(AccountRegion place, String name) {
    return buses.store().find(place, Kinds.ARCHIVE, name).map(row -> LiveArchive.of(place, row));
  }

  private static BusId bus(ArchiveRow row) {
    return Arn.parse(row.busArn())
        .flatMap(BusId::of)
        .orElseThrow(() -> new IllegalStateException("checked: " + row.busArn()));
  }

  DescribeArchiveResponse describe(CallContext context, DescribeArchiveRequest request) {
    AccountRegion place = context.place();
    ArchiveRow row = require(place, request.archiveName());
    Size size = logs.size(LiveArchive.of(place, row));
    return DescribeArchiveResponse.builder()
        .archiveArn(arn(place, row.name()).toString())
        .archiveName(row.name())
        .eventSourceArn(row.busArn())
        .description(row.description())
        .eventPattern(row.pattern())
        .state(ArchiveState.ENABLED)
        .kmsKeyIdentifier(row.kms())
        .retentionDays(row.retentionDays())
        .sizeBytes(size.bytes())
        .eventCount(size.events())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .build();
  }

  ListArchivesResponse list(CallContext context, ListArchivesRequest request) {
    AccountRegion place = context.place();
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    List<ArchiveRow> rows =
        buses.store().all(place, Kinds.ARCHIVE, prefix).stream()
            .filter(row ->
                request.eventSourceArn() == null || request.eventSourceArn().equals(row.busArn()))
            .filter(row -> request.state() == null || request.state() == ArchiveState.ENABLED)
            .toList();
    Page<ArchiveRow> page = Pages.of(rows, ArchiveRow::name, request.nextToken(), request.limit());
    return ListArchivesResponse.builder()
        .archives(page.items().stream().map(row -> archive(place, row)).toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private Archive archive(AccountRegion place, ArchiveRow row) {
    Size size = logs.size(LiveArchive.of(place, row));
    return Archive.builder()
        .archiveName(row.name())
        .eventSourceArn(row.busArn())
        .state(ArchiveState.ENABLED)
        .retentionDays(row.retentionDays())
        .sizeBytes(size.bytes())
        .eventCount(size.events())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .build();
  }

  DeleteArchiveResponse delete(CallContext context, DeleteArchiveRequest request) {
    AccountRegion place = context.place();
    buses.change(() -> {
      ArchiveRow row = require(place, request.archiveName());
      LiveArchive archive = LiveArchive.of(place, row);
      buses.store().delete(place, Kinds.ARCHIVE, row.name());
      buses.find(bus(row)).ifPresent(live -> live.drop(archive.name()));
      logs.drop(archive);
      return row;
    });
    return DeleteArchiveResponse.builder().build();
  }
}
