package dev.forebay.function.eventinvoke;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;

/**
 * Which destinations asynchronous invocations may have.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
 *     Capturing records of Lambda asynchronous invocations</a>
 */
final class Destinations {
  private static final Set<String> FOR_BOTH = Set.of("sqs", "sns", "lambda", "events");
  private static final String FOR_FAILURES = "s3";

  /** What a role must be allowed to do; of the others it is decided when a record is delivered. */
  private static final Map<String, String> ACTIONS =
      Map.of(
          "sqs",
          "SendMessage",
          "sns",
          "Publish",
          "lambda",
          "InvokeFunction",
          "events",
          "PutEvents");

  private final Functions functions;
  private final ExecutionRoles roles;

  Destinations(Functions functions, ExecutionRoles roles) {
    this.functions = functions;
    this.roles = roles;
  }

  /** Throws 400 unless each destination given could be one of the function's. */
  void check(FunctionId id, DestinationConfig config) {
    Optional<String> success = onSuccess(config);
    Optional<String> failure = onFailure(config);
    if (!success.map(arn -> isSupported(arn, FOR_BOTH)).orElse(true)
        || !failure
            .map(arn -> isSupported(arn, FOR_BOTH) || isSupported(arn, Set.of(FOR_FAILURES)))
            .orElse(true)) {
      throw Refusals.invalidParameter(
          "The provided destination config DestinationConfig(onSuccess=%s, onFailure=%s) is invalid."
              .formatted(spelled("OnSuccess", success), spelled("OnFailure", failure)));
    }
    success.ifPresent(arn -> checkTarget(id, arn));
    failure.ifPresent(arn -> checkTarget(id, arn));
    success.ifPresent(arn -> checkRole(id, arn));
    failure.ifPresent(arn -> checkRole(id, arn));
  }

  private void checkRole(FunctionId id, String target) {
    Arn arn = Arn.parse(target).orElseThrow();
    String action = ACTIONS.get(arn.service());
    if (action == null) {
      return;
    }
    boolean may =
        functions
            .find(id)
            .flatMap(function -> Arn.parse(function.latest().configuration().launch().role()))
            .map(role -> roles.mayReach(role, arn))
            .orElse(true);
    if (!may) {
      throw Refusals.invalidParameter(
          "The function's execution role does not have permissions to call "
              + action
              + " on "
              + target);
    }
  }

  static Optional<String> onSuccess(DestinationConfig config) {
    return config.onSuccess() == null
        ? Optional.empty()
        : Optional.ofNullable(config.onSuccess().destination()).filter(arn -> !arn.isEmpty());
  }

  static Optional<String> onFailure(DestinationConfig config) {
    return config.onFailure() == null
        ? Optional.empty()
        : Optional.ofNullable(config.onFailure().destination()).filter(arn -> !arn.isEmpty());
  }

  private static boolean isSupported(String arn, Set<String> services) {
    return Arn.parse(arn).filter(parsed -> services.contains(parsed.service())).isPresent();
  }

  private void checkTarget(FunctionId id, String text) {
    Arn arn = Arn.parse(text).orElseThrow();
    if (arn.resource().endsWith(".fifo")) {
      // Records of asynchronous invocations have no group to be ordered in.
      throw invalid(text);
    }
    if (!arn.service().equals("lambda")) {
      return;
    }
    if (!Region.isValid(arn.region()) || !AccountId.isValid(arn.account())) {
      throw invalid(text);
    }
    AccountRegion place = new AccountRegion(new AccountId(arn.account()), new Region(arn.region()));
    FunctionTarget target = FunctionTarget.of(place, text, null);
    if (target.function().equals(id)) {
      throw Refusals.invalidParameter(
          "You can't specify the function as a destination for itself.");
    }
    if (functions.find(target.function()).isEmpty()) {
      throw invalid(text);
    }
  }

  private static RuntimeException invalid(String arn) {
    return Refusals.invalidParameter("The destination ARN " + arn + " is invalid.");
  }

  private static String spelled(String name, Optional<String> destination) {
    return destination.map(arn -> name + "(destination=" + arn + ")").orElse("null");
  }
}
