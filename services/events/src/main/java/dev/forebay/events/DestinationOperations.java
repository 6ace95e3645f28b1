package dev.forebay.events;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.eventbridge.model.ApiDestination;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationResponse;

/** API destinations: endpoints over HTTP that events go to. Thread-safe. */
final class DestinationOperations {
  private static final int DEFAULT_RATE = 300;
  private static final String ACTIVE = "ACTIVE";

  private final Buses buses;
  private final ConnectionOperations connections;
  private final Clock clock;
  private final RandomGenerator random;

  DestinationOperations(
      Buses buses, ConnectionOperations connections, Clock clock, RandomGenerator random) {
    this.buses = buses;
    this.connections = connections;
    this.clock = clock;
    this.random = random;
  }

  private static String arn(AccountRegion place, DestinationRow row) {
    return place.arn("events", "api-destination/" + row.name() + "/" + row.id()).toString();
  }

  CreateApiDestinationResponse create(CallContext context, CreateApiDestinationRequest request) {
    checkConnection(context.place(), request.connectionArn());
    checkEndpoint(request.invocationEndpoint());
    long now = clock.now().toEpochMilli();
    DestinationRow row =
        new DestinationRow(
            request.name(),
            new UUID(random.nextLong(), random.nextLong()).toString(),
            request.description(),
            request.connectionArn(),
            request.invocationEndpoint(),
            request.httpMethodAsString(),
            request.invocationRateLimitPerSecond() == null
                ? DEFAULT_RATE
                : request.invocationRateLimitPerSecond(),
            now,
            now);
    buses.change(() -> {
      if (find(context.place(), row.name()).isPresent()) {
        throw EventsErrors.exists("An api-destination '" + row.name() + "'");
      }
      return save(context.place(), row);
    });
    return CreateApiDestinationResponse.builder()
        .apiDestinationArn(arn(context.place(), row))
        .apiDestinationState(ACTIVE)
        .creationTime(Instant.ofEpochMilli(now))
        .lastModifiedTime(Instant.ofEpochMilli(now))
        .build();
  }

  private DestinationRow save(AccountRegion place, DestinationRow row) {
    buses.store().put(place, Kinds.DESTINATION, row.name(), row);
    return row;
  }

  private void checkConnection(AccountRegion place, String connectionArn) {
    if (Arn.parse(connectionArn)
        .map(arn -> arn.resource().split("/", -1))
        .filter(parts -> parts.length == 3 && parts[0].equals("connection"))
        .flatMap(parts -> connections.find(place, parts[1]))
        .isEmpty()) {
      throw EventsErrors.notFound("Connection '" + connectionArn + "' does not exist.");
    }
  }

  /** Unlike AWS, http is fine: what is called is often on this machine. */
  private static void checkEndpoint(String endpoint) {
    try {
      URI uri = new URI(endpoint.replace("*", "x"));
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return;
      }
    } catch (URISyntaxException e) {
      throw invalidEndpoint(endpoint);
    }
    throw invalidEndpoint(endpoint);
  }

  private static RuntimeException invalidEndpoint(String endpoint) {
    return EventsErrors.invalid("Invocation endpoint is not a valid URL: " + endpoint);
  }

  /** The destination of a name, if there is one. */
  Optional<DestinationRow> find(AccountRegion place, String name) {
    return buses.store().find(place, Kinds.DESTINATION, name);
  }

  private DestinationRow require(AccountRegion place, String name) {
    return find(place, name)
        .orElseThrow(() ->
            EventsErrors.notFound(
                "Failed to describe the api-destination(s). An api-destination '"
                    + name
                    + "' does not exist."));
  }

  UpdateApiDestinationResponse update(CallContext context, UpdateApiDestinationRequest request) {
    if (request.connectionArn() != null) {
      checkConnection(context.place(), request.connectionArn());
    }
    if (request.invocationEndpoint() != null) {
      checkEndpoint(request.invocationEndpoint());
    }
    long now = clock.now().toEpochMilli();
    DestinationRow row =
        buses.change(() -> {
          DestinationRow old = require(context.place(), request.name());
          return save(
              context.place(),
              new DestinationRow(
                  old.name(),
                  old.id(),
                  request.description() == null ? old.description() : request.description(),
                  request.connectionArn() == null ? old.connectionArn() : request.connectionArn(),
                  request.invocationEndpoint() == null
                      ? old.endpoint()
                      : request.invocationEndpoint(),
                  request.httpMethod() == null ? old.method() : request.httpMethodAsString(),
                  request.invocationRateLimitPerSecond() == null
                      ? old.rate()
                      : request.invocationRateLimitPerSecond(),
                  old.created(),
                  now));
        });
    return UpdateApiDestinationResponse.builder()
        .apiDestinationArn(arn(context.place(), row))
        .apiDestinationState(ACTIVE)
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(now))
        .build();
  }

  DeleteApiDestinationResponse delete(CallContext context, DeleteApiDestinationRequest request) {
    buses.change(() -> {
      DestinationRow row = require(context.place(), request.name());
      buses.store().delete(context.place(), Kinds.DESTINATION, row.name());
      return row;
    });
    return DeleteApiDestinationResponse.builder().build();
  }

  DescribeApiDestinationResponse describe(
      CallContext context, DescribeApiDestinationRequest request) {
    DestinationRow row = require(context.place(), request.name());
    return DescribeApiDestinationResponse.builder()
        .apiDestinationArn(arn(context.place(), row))
        .name(row.name())
        .description(row.description())
        .apiDestinationState(ACTIVE)
        .connectionArn(row.connectionArn())
        .invocationEndpoint(row.endpoint())
        .httpMethod(row.method())
        .invocationRateLimitPerSecond(row.rate())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .build();
  }

  ListApiDestinationsResponse list(CallContext context, ListApiDestinationsRequest request) {
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    List<DestinationRow> rows =
        buses.store().all(context.place(), Kinds.DESTINATION, prefix).stream()
            .filter(row ->
                request.connectionArn() == null
                    || request.connectionArn().equals(row.connectionArn()))
            .toList();
    Page<DestinationRow> page =
        Pages.of(rows, DestinationRow::name, request.nextToken(), request.limit());
    return ListApiDestinationsResponse.builder()
        .apiDestinations(
            page.items().stream()
                .map(row ->
                    ApiDestination.builder()
                        .apiDestinationArn(arn(context.place(), row))
                        .name(row.name())
                        .apiDestinationState(ACTIVE)
                        .connectionArn(row.connectionArn())
                        .invocationEndpoint(row.endpoint())
                        .httpMethod(row.method())
                        .invocationRateLimitPerSecond(row.rate())
                        .creationTime(Instant.ofEpochMilli(row.created()))
                        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
                        .build())
                .toList())
        .nextToken(page.next().orElse(null))
        .build();
  }
}
