package dev.forebay.events;

import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;
import software.amazon.awssdk.services.eventbridge.model.LogConfig;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusResponse;

/** Event buses. Thread-safe. */
final class BusOperations {
  private static final int MOST = 100;

  private final Buses buses;
  private final Clock clock;

  BusOperations(Buses buses, Clock clock) {
    this.buses = buses;
    this.clock = clock;
  }

  CreateEventBusResponse create(CallContext context, CreateEventBusRequest request) {
    String name = request.name();
    if (request.eventSourceName() != null || name.startsWith("aws.partner")) {
      throw EventsErrors.notFound("Event source " + name + " does not exist.");
    }
    if (name.contains("/")) {
      throw EventsErrors.invalid("Event bus name must not contain '/'.");
    }
    BusId id = new BusId(context.place(), name);
    long now = clock.now().toEpochMilli();
    BusRow row =
        new BusRow(
            name,
            request.description(),
            null,
            request.kmsKeyIdentifier(),
            deadLetters(request.deadLetterConfig()),
            request.logConfig() == null ? null : request.logConfig().includeDetailAsString(),
            request.logConfig() == null ? null : request.logConfig().levelAsString(),
            Tags.of(request.tags()),
            now,
            now);
    buses.change(() -> {
      if (buses.row(id).isPresent()) {
        throw EventsErrors.exists("Event bus " + name);
      }
      if (buses.store().all(id.place(), Kinds.BUS, "").size() >= MOST) {
        throw EventsErrors.limit();
      }
      buses.store().put(id.place(), Kinds.BUS, name, row);
      return row;
    });
    return CreateEventBusResponse.builder()
        .eventBusArn(id.arn().toString())
        .description(row.description())
        .kmsKeyIdentifier(row.kms())
        .deadLetterConfig(deadLetters(row))
        .logConfig(logging(row))
        .build();
  }

  UpdateEventBusResponse update(CallContext context, UpdateEventBusRequest request) {
    BusId id = BusId.of(context.place(), request.name());
    long now = clock.now().toEpochMilli();
    BusRow row =
        buses.change(() -> {
          BusRow old = buses.require(id);
          BusRow changed =
              new BusRow(
                  old.name(),
                  request.description(),
                  old.policy(),
                  request.kmsKeyIdentifier(),
                  deadLetters(request.deadLetterConfig()),
                  request.logConfig() == null ? null : request.logConfig().includeDetailAsString(),
                  request.logConfig() == null ? null : request.logConfig().levelAsString(),
                  old.tags(),
                  old.created(),
                  now);
          buses.store().put(id.place(), Kinds.BUS, id.name(), changed);
          return changed;
        });
    return UpdateEventBusResponse.builder()
        .arn(id.arn().toString())
        .name(id.name())
        .description(row.description())
        .kmsKeyIdentifier(row.kms())
        .deadLetterConfig(deadLetters(row))
        .logConfig(logging(row))
        .build();
  }

  DescribeEventBusResponse describe(CallContext context, DescribeEventBusRequest request) {
    BusId id = BusId.of(context.place(), request.name());
    BusRow row = buses.require(id);
    return DescribeEventBusResponse.builder()
        .name(id.name())
        .arn(id.arn().toString())
        .description(row.description())
        .policy(row.policy())
        .kmsKeyIdentifier(row.kms())
        .deadLetterConfig(deadLetters(row))
        .logConfig(logging(row))
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .build();
  }

  ListEventBusesResponse list(CallContext context, ListEventBusesRequest request) {
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    List<BusRow> stored =
        new java.util.ArrayList<>(buses.store().all(context.place(), Kinds.BUS, prefix));
    if (BusId.DEFAULT.startsWith(prefix)
        && stored.stream().noneMatch(row -> row.name().equals(BusId.DEFAULT))) {
      stored.add(BusRow.named(BusId.DEFAULT, 0));
    }
    stored.sort(java.util.Comparator.comparing(BusRow::name));
    Page<BusRow> page = Pages.of(stored, BusRow::name, request.nextToken(), request.limit());
    return ListEventBusesResponse.builder()
        .eventBuses(
            page.items().stream()
                .map(row ->
                    EventBus.builder()
                        .name(row.name())
                        .arn(new BusId(context.place(), row.name()).arn().toString())
                        .description(row.description())
                        .policy(row.policy())
                        .creationTime(Instant.ofEpochMilli(row.created()))
                        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
                        .build())
                .toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  DeleteEventBusResponse delete(CallContext context, DeleteEventBusRequest request) {
    BusId id = BusId.of(context.place(), request.name());
    if (id.isDefault()) {
      throw EventsErrors.invalid("Cannot delete event bus default.");
    }
    buses.change(() -> {
      if (buses.row(id).isEmpty()) {
        return id;
      }
      if (buses.open(id).rules() > 0) {
        throw EventsErrors.invalid(
            "Event bus " + id.name() + " can't be deleted since it has rules.");
      }
      buses.store().delete(id.place(), Kinds.BUS, id.name());
      buses.forget(id);
      return id;
    });
    return DeleteEventBusResponse.builder().build();
  }

  private static @Nullable String deadLetters(@Nullable DeadLetterConfig config) {
    return config == null ? null : config.arn();
  }

  private static @Nullable DeadLetterConfig deadLetters(BusRow row) {
    return row.deadLetterArn() == null
        ? null
        : DeadLetterConfig.builder().arn(row.deadLetterArn()).build();
  }

  private static @Nullable LogConfig logging(BusRow row) {
    return row.logDetail() == null && row.logLevel() == null
        ? null
        : LogConfig.builder().includeDetail(row.logDetail()).level(row.logLevel()).build();
  }

  /** The tags of a bus. */
  Map<String, String> tags(BusId id) {
    return buses.require(id).tags();
  }
}
