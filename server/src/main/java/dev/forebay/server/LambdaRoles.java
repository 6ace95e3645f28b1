package dev.forebay.server;

import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.identity.authorization.Enforcement;
import dev.forebay.identity.authorization.ServiceTrust;
import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.iam.Principals;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.net.URI;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * What roles are good for: Lambda may assume those whose trust policy says so, and those that IAM
 * does not know while they are trusted; and they may do what the authorizer says. Thread-safe.
 */
final class LambdaRoles implements ExecutionRoles {
  private static final String LAMBDA = "lambda.amazonaws.com";

  private final Principals principals;
  private final Enforcement enforcement;
  private final Clock clock;
  private final RandomGenerator random;
  private volatile Authorizer authorizer =
      (context, service, operation, request) -> new Authorizer.Decision.Allowed();

  LambdaRoles(Principals principals, Enforcement enforcement, Clock clock, RandomGenerator random) {
    this.principals = principals;
    this.enforcement = enforcement;
    this.clock = clock;
    this.random = random;
  }

  /** From now on this decides what roles may do; it needs the functions, which are made first. */
  void decideBy(Authorizer decisive) {
    authorizer = decisive;
  }

  @Override
  public boolean mayReach(Arn role, Arn target) {
    String name = target.resource();
    return switch (target.service()) {
      case "sqs" ->
          may(
              role,
              target,
              "SendMessage",
              SendMessageRequest.builder().queueUrl("/" + target.account() + "/" + name).build());
      case "sns" ->
          may(
              role,
              target,
              "Publish",
              PublishRequest.builder().topicArn(target.toString()).build());
      case "lambda" ->
          may(
              role,
              target,
              "Invoke",
              InvokeRequest.builder().functionName(target.toString()).build());
      case "events" ->
          may(
              role,
              target,
              "PutEvents",
              PutEventsRequest.builder()
                  .entries(
                      PutEventsRequestEntry.builder()
                          .eventBusName(target.toString())
                          .source("lambda")
                          .build())
                  .build());
      // Where in a bucket Lambda will write is not known before it does.
      default -> true;
    };
  }

  private boolean may(Arn role, Arn target, String operation, SdkPojo request) {
    if (!AccountId.isValid(target.account()) || !Region.isValid(target.region())) {
      return true;
    }
    CallContext context =
        new CallContext(
            new Caller.RoleSession(role, principals.roleId(role), "lambda"),
            new AccountRegion(new AccountId(target.account()), new Region(target.region())),
            RequestId.random(random),
            URI.create("http://localhost"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return authorizer.decide(context, target.service(), operation, request)
        instanceof Authorizer.Decision.Allowed;
  }

  @Override
  public boolean mayBeAssumed(Arn role) {
    Optional<IamEntity.Role> known =
        principals
            .find(role)
            .filter(IamEntity.Role.class::isInstance)
            .map(IamEntity.Role.class::cast);
    return known.isPresent()
        ? ServiceTrust.allows(known.get(), LAMBDA, clock.now())
        : enforcement.trustsUnknownRoles();
  }
}
