package dev.forebay.server;

import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.identity.authorization.Enforcement;
import dev.forebay.identity.authorization.ServiceTrust;
import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.iam.Principals;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import java.util.Optional;

/**
 * Which roles Lambda may assume: those whose trust policy says so, and those that IAM does not know
 * while they are trusted. Thread-safe.
 */
final class LambdaRoles implements ExecutionRoles {
  private static final String LAMBDA = "lambda.amazonaws.com";

  private final Principals principals;
  private final Enforcement enforcement;
  private final Clock clock;

  LambdaRoles(Principals principals, Enforcement enforcement, Clock clock) {
    this.principals = principals;
    this.enforcement = enforcement;
    this.clock = clock;
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
