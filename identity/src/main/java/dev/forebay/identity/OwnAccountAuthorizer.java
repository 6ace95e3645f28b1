package dev.forebay.identity;

import dev.forebay.model.Arn;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Allows every caller everything within its own account, and nothing beyond it; allows nobody who
 * is anonymous. Policies are not evaluated. Immutable.
 */
public final class OwnAccountAuthorizer implements Authorizer {
  /** The members that name the resource which a request is about, by name or by ARN. */
  private static final Set<String> RESOURCE_MEMBERS =
      Set.of(
          "FunctionName",
          "LayerName",
          "Arn",
          "Resource",
          "ResourceArn",
          "CodeSigningConfigArn",
          "RoleArn",
          "logGroupIdentifier",
          "StreamARN",
          "ConsumerARN",
          "ResourceARN",
          "resourceArn");

  /** {@code 123456789012:function:name}, which Lambda takes for a name too. */
  private static final Pattern PARTIAL_ARN = Pattern.compile("([0-9]{12}):(function:)?[^:]+.*");

  private static final Decision ALLOWED = new Decision.Allowed();

  /** The authorizer. */
  public OwnAccountAuthorizer() {}

  @Override
  public Decision decide(CallContext context, String service, String operation, SdkPojo request) {
    Optional<String> account = accountOf(context.caller());
    if (context.caller() instanceof Caller.Anonymous) {
      return denied(context, service, operation, "*");
    }
    if (account.isPresent() && !account.get().equals(context.place().account().value())) {
      return denied(context, service, operation, "*");
    }
    String own = context.place().account().value();
    for (SdkField<?> field : request.sdkFields()) {
      if (RESOURCE_MEMBERS.contains(field.memberName())
          && field.getValueOrDefault(request) instanceof String name
          && namedAccount(name).filter(other -> !other.equals(own)).isPresent()) {
        return denied(context, service, operation, name);
      }
    }
    return ALLOWED;
  }

  private static Optional<String> accountOf(Caller caller) {
    return switch (caller) {
      case Caller.Root root -> Optional.of(root.account().value());
      case Caller.User user -> Optional.of(user.arn().account());
      case Caller.RoleSession session -> Optional.of(session.role().account());
      case Caller.Service service -> service.sourceAccount().map(account -> account.value());
      case Caller.Anonymous nobody -> Optional.empty();
    };
  }

  private static Optional<String> namedAccount(String name) {
    Optional<Arn> arn = Arn.parse(name);
    if (arn.isPresent()) {
      return arn.map(Arn::account).filter(account -> !account.isEmpty());
    }
    Matcher partial = PARTIAL_ARN.matcher(name);
    return partial.matches() ? Optional.of(partial.group(1)) : Optional.empty();
  }

  private static Decision denied(
      CallContext context, String service, String operation, String resource) {
    String action = service + ":" + action(service, operation);
    return new Decision.Denied(
        "User: "
            + context.caller().name()
            + " is not authorized to perform: "
            + action
            + " on resource: "
            + resource
            + " because no resource-based policy allows the "
            + action
            + " action");
  }

  // "Actions, resources, and condition keys for AWS Lambda": invoking has one action.
  private static String action(String service, String operation) {
    return service.equals("lambda") && operation.startsWith("Invoke")
        ? "InvokeFunction"
        : operation;
  }
}
