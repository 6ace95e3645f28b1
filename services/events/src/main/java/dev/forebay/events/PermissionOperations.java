package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionResponse;

/**
 * The resource policies of buses. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions.html">Permissions
 *     for event buses</a>
 */
final class PermissionOperations {
  private static final int MOST_BYTES = 10_240;

  private final Buses buses;
  private final Clock clock;

  PermissionOperations(Buses buses, Clock clock) {
    this.buses = buses;
    this.clock = clock;
  }

  PutPermissionResponse put(CallContext context, PutPermissionRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    buses.change(() -> {
      BusRow row = buses.require(bus);
      String policy =
          request.policy() != null
              ? whole(request.policy())
              : statement(BusPolicy.document(row.policy()), bus, request).toString();
      if (policy.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
        throw new AwsException(
            "PolicyLengthExceededException",
            400,
            "The event bus policy exceeds the maximum size of 10 KB.");
      }
      return save(bus, row, policy);
    });
    return PutPermissionResponse.builder().build();
  }

  private BusRow save(BusId bus, BusRow row, @Nullable String policy) {
    BusRow changed = row.withPolicy(policy, clock.now().toEpochMilli());
    Bus live = buses.open(bus);
    buses.store().put(bus.place(), Kinds.BUS, bus.name(), changed);
    live.setPolicy(BusPolicy.inForce(bus, policy));
    return changed;
  }

  private static String whole(String policy) {
    try {
      JsonNode tree = Event.JSON.readTree(policy);
      if (tree.isObject() && tree.has("Statement")) {
        return tree.toString();
      }
    } catch (JsonProcessingException e) {
      throw EventsErrors.invalid(
          "Parameter Policy is not valid. Reason: " + e.getOriginalMessage());
    }
    throw EventsErrors.invalid("Parameter Policy is not valid. Reason: it has no Statement.");
  }

  private static ObjectNode statement(ObjectNode policy, BusId bus, PutPermissionRequest request) {
    if (request.action() == null || request.principal() == null || request.statementId() == null) {
      throw EventsErrors.invalid(
          "Parameter(s) Action, Principal and StatementId must be specified without a Policy.");
    }
    if (!request.action().equals("events:PutEvents")) {
      throw EventsErrors.invalid("Provided value in parameter 'action' is not supported.");
    }
    ArrayNode statements = without(policy, request.statementId());
    ObjectNode statement =
        statements.addObject().put("Sid", request.statementId()).put("Effect", "Allow");
    if (request.principal().equals("*")) {
      statement.put("Principal", "*");
    } else {
      statement
          .putObject("Principal")
          .put(
              "AWS",
              "arn:" + bus.place().region().partition() + ":iam::" + request.principal() + ":root");
    }
    statement.put("Action", request.action()).put("Resource", bus.arn().toString());
    if (request.condition() != null) {
      statement
          .putObject("Condition")
          .putObject(request.condition().type())
          .put(request.condition().key(), request.condition().value());
    }
    return policy;
  }

  RemovePermissionResponse remove(CallContext context, RemovePermissionRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    buses.change(() -> {
      BusRow row = buses.require(bus);
      if (Boolean.TRUE.equals(request.removeAllPermissions())) {
        return save(bus, row, null);
      }
      if (row.policy() == null) {
        throw EventsErrors.notFound("EventBus does not have a policy.");
      }
      ObjectNode policy = BusPolicy.document(row.policy());
      int before = policy.withArrayProperty("Statement").size();
      int left = without(policy, String.valueOf(request.statementId())).size();
      if (left == before) {
        throw EventsErrors.notFound("Statement with the provided id does not exist.");
      }
      return save(bus, row, left == 0 ? null : policy.toString());
    });
    return RemovePermissionResponse.builder().build();
  }

  private static ArrayNode without(ObjectNode policy, String sid) {
    ArrayNode before = policy.withArrayProperty("Statement").deepCopy();
    ArrayNode left = policy.putArray("Statement");
    for (JsonNode statement : before) {
      if (!statement.path("Sid").asText().equals(sid)) {
        left.add(statement);
      }
    }
    return left;
  }

  /** The policy that decides about a bus; empty when there is none. */
  Optional<String> policy(Arn arn) {
    return BusId.of(arn).flatMap(buses::find).flatMap(Bus::policy);
  }
}
