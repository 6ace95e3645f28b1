package dev.forebay.events;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Connection;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionResponse;

/**
 * Connections: how API destinations sign in. They are authorized at once; whether an OAuth server
 * agrees shows at the first call. Thread-safe.
 */
final class ConnectionOperations {
  private final Buses buses;
  private final Clock clock;
  private final RandomGenerator random;

  ConnectionOperations(Buses buses, Clock clock, RandomGenerator random) {
    this.buses = buses;
    this.clock = clock;
    this.random = random;
  }

  static Arn arn(AccountRegion place, ConnectionRow row) {
    return place.arn("events", "connection/" + row.name() + "/" + row.id());
  }

  /** Where AWS would keep the secrets; there is no such secret here. */
  private static String secret(AccountRegion place, ConnectionRow row) {
    return place
        .arn("secretsmanager", "secret:events!connection/" + row.name() + "/" + row.id())
        .toString();
  }

  CreateConnectionResponse create(CallContext context, CreateConnectionRequest request) {
    if (request.invocationConnectivityParameters() != null) {
      throw EventsErrors.invalid("Private connectivity is not supported by Forebay.");
    }
    String type = request.authorizationTypeAsString();
    CreateConnectionAuthRequestParameters auth =
        ConnectionAuth.check(type, request.authParameters());
    long now = clock.now().toEpochMilli();
    ConnectionRow row =
        new ConnectionRow(
            request.name(),
            new UUID(random.nextLong(), random.nextLong()).toString(),
            request.description(),
            type,
            ConnectionAuth.write(auth),
            request.kmsKeyIdentifier(),
            "AUTHORIZED",
            null,
            now,
            now,
            now);
    buses.change(() -> {
      if (find(context.place(), row.name()).isPresent()) {
        throw EventsErrors.exists("Connection " + row.name());
      }
      return save(context.place(), row);
    });
    return CreateConnectionResponse.builder()
        .connectionArn(arn(context.place(), row).toString())
        .connectionState(row.state())
        .creationTime(Instant.ofEpochMilli(now))
        .lastModifiedTime(Instant.ofEpochMilli(now))
        .build();
  }

  private ConnectionRow save(AccountRegion place, ConnectionRow row) {
    buses.store().put(place, Kinds.CONNECTION, row.name(), row);
    return row;
  }

  /** The connection of a name, if there is one. */
  Optional<ConnectionRow> find(AccountRegion place, String name) {
    return buses.store().find(place, Kinds.CONNECTION, name);
  }

  private ConnectionRow require(AccountRegion place, String name) {
    return find(place, name)
        .orElseThrow(() ->
            EventsErrors.notFound(
                "Failed to describe the connection(s). Connection '" + name + "' does not exist."));
  }

  UpdateConnectionResponse update(CallContext context, UpdateConnectionRequest request) {
    long now = clock.now().toEpochMilli();
    ConnectionRow row =
        buses.change(() -> {
          ConnectionRow old = require(context.place(), request.name());
          String type =
              request.authorizationType() == null
                  ? old.type()
                  : request.authorizationTypeAsString();
          CreateConnectionAuthRequestParameters auth = ConnectionAuth.read(old);
          if (request.authParameters() != null) {
            auth = ConnectionAuth.merge(auth, request.authParameters());
          }
          return save(
              context.place(),
              new ConnectionRow(
                  old.name(),
                  old.id(),
                  request.description() == null ? old.description() : request.description(),
                  type,
                  ConnectionAuth.write(ConnectionAuth.check(type, auth)),
                  request.kmsKeyIdentifier() == null ? old.kms() : request.kmsKeyIdentifier(),
                  "AUTHORIZED",
                  null,
                  old.created(),
                  now,
                  now));
        });
    return UpdateConnectionResponse.builder()
        .connectionArn(arn(context.place(), row).toString())
        .connectionState(row.state())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .lastAuthorizedTime(orNone(row.authorized()))
        .build();
  }

  private static @Nullable Instant orNone(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  DeauthorizeConnectionResponse deauthorize(
      CallContext context, DeauthorizeConnectionRequest request) {
    long now = clock.now().toEpochMilli();
    ConnectionRow row =
        buses.change(() -> {
          ConnectionRow old = require(context.place(), request.name());
          return save(context.place(), old.in("DEAUTHORIZED", null, now));
        });
    return DeauthorizeConnectionResponse.builder()
        .connectionArn(arn(context.place(), row).toString())
        .connectionState(row.state())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .lastAuthorizedTime(orNone(row.authorized()))
        .build();
  }

  DeleteConnectionResponse delete(CallContext context, DeleteConnectionRequest request) {
    ConnectionRow row =
        buses.change(() -> {
          ConnectionRow old = require(context.place(), request.name());
          buses.store().delete(context.place(), Kinds.CONNECTION, old.name());
          return old;
        });
    return DeleteConnectionResponse.builder()
        .connectionArn(arn(context.place(), row).toString())
        .connectionState("DELETING")
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .lastAuthorizedTime(orNone(row.authorized()))
        .build();
  }

  DescribeConnectionResponse describe(CallContext context, DescribeConnectionRequest request) {
    ConnectionRow row = require(context.place(), request.name());
    return DescribeConnectionResponse.builder()
        .connectionArn(arn(context.place(), row).toString())
        .name(row.name())
        .description(row.description())
        .connectionState(row.state())
        .stateReason(row.stateReason())
        .authorizationType(row.type())
        .secretArn(secret(context.place(), row))
        .kmsKeyIdentifier(row.kms())
        .authParameters(ConnectionAuth.shown(ConnectionAuth.read(row)))
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .lastAuthorizedTime(orNone(row.authorized()))
        .build();
  }

  ListConnectionsResponse list(CallContext context, ListConnectionsRequest request) {
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    List<ConnectionRow> rows =
        buses.store().all(context.place(), Kinds.CONNECTION, prefix).stream()
            .filter(row ->
                request.connectionState() == null
                    || row.state().equals(request.connectionStateAsString()))
            .toList();
    Page<ConnectionRow> page =
        Pages.of(rows, ConnectionRow::name, request.nextToken(), request.limit());
    return ListConnectionsResponse.builder()
        .connections(
            page.items().stream()
                .map(row ->
                    Connection.builder()
                        .connectionArn(arn(context.place(), row).toString())
                        .name(row.name())
                        .connectionState(row.state())
                        .stateReason(row.stateReason())
                        .authorizationType(row.type())
                        .creationTime(Instant.ofEpochMilli(row.created()))
                        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
                        .lastAuthorizedTime(orNone(row.authorized()))
                        .build())
                .toList())
        .nextToken(page.next().orElse(null))
        .build();
  }
}
