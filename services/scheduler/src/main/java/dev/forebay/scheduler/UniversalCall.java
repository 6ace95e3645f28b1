package dev.forebay.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Arn;
import dev.forebay.push.Delivery;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The operation that a universal target names. Immutable.
 *
 * @param service as on the switchboard
 * @param operation by its own name, such as {@code SendMessage}
 * @param bound how its requests are made
 */
record UniversalCall(String service, String operation, ServiceBinding.Operation<?> bound) {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String PREFIX = "aws-sdk:";

  /** Where the SDK's name of a service is not the one in its signatures. */
  private static final Map<String, String> SERVICES =
      Map.of(
          "eventbridge",
          "events",
          "cloudwatchlogs",
          "logs",
          "cognitoidentityprovider",
          "cognito-idp");

  /** What only reads, which Scheduler does not call. */
  private static final List<String> READING =
      List.of(
          "get",
          "describe",
          "list",
          "poll",
          "receive",
          "search",
          "scan",
          "query",
          "select",
          "read",
          "lookup",
          "discover",
          "validate",
          "batchget",
          "batchdescribe",
          "batchread",
          "transactget",
          "adminget",
          "adminlist",
          "retrieve",
          "testconnection");

  /** Whether an ARN is of a universal target. */
  static boolean isUniversal(Arn arn) {
    return arn.service().equals("scheduler") && arn.resource().startsWith(PREFIX);
  }

  /**
   * The operation of an ARN.
   *
   * @throws dev.forebay.wire.AwsException when there is none, or it only reads
   */
  static UniversalCall of(Arn arn, Map<String, ServiceBinding> services) {
    String[] parts = arn.resource().substring(PREFIX.length()).split(":", -1);
    if (parts.length != 2) {
      throw SchedulerErrors.invalid("Provided Arn is not in correct format.");
    }
    String action = parts[1].toLowerCase(Locale.ROOT);
    if (READING.stream().anyMatch(action::startsWith)) {
      throw SchedulerErrors.invalid(
          parts[1] + " is not a supported API for EventBridge Scheduler.");
    }
    String service = SERVICES.getOrDefault(parts[0], parts[0]);
    ServiceBinding binding = services.get(service);
    if (binding == null) {
      throw SchedulerErrors.invalid("The service " + parts[0] + " is not supported by Forebay.");
    }
    return binding.operations().entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(action))
        .findFirst()
        .map(entry -> new UniversalCall(service, entry.getKey(), entry.getValue()))
        .orElseThrow(() ->
            SchedulerErrors.invalid(parts[1] + " is not a supported API for " + parts[0] + "."));
  }

  /**
   * The call with an input.
   *
   * @throws dev.forebay.wire.AwsException when the input is no JSON object, or does not fit
   */
  Delivery delivery(Optional<String> input) {
    SdkBuilder<?, ? extends SdkPojo> builder = bound.requestBuilder().get();
    try {
      JsonNode tree = JSON.readTree(input.orElse("{}"));
      if (!tree.isObject()) {
        throw SchedulerErrors.invalid("Invalid RequestJson provided. Reason: it is no object.");
      }
      RequestFields.fill(tree, (SdkPojo) builder);
    } catch (JsonProcessingException e) {
      throw SchedulerErrors.invalid(
          "Invalid RequestJson provided. Reason: " + e.getOriginalMessage());
    }
    return new Delivery.Call(service, operation, builder.build());
  }
}
