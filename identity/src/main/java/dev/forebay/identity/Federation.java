package dev.forebay.identity;

import dev.forebay.identity.iam.Principals;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.SessionFacts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.FederatedUser;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;

/**
 * Sessions that a user hands on ("GetFederationToken", AWS Security Token Service API Reference).
 * They may do what both the user and the session's policies allow: without such policies only what
 * a resource's policy allows to the session by its name. Thread-safe.
 */
final class Federation {
  private static final Duration ROOT_LONGEST = Duration.ofHours(1);
  private static final Duration USUAL = Duration.ofHours(12);

  private final Credentials credentials;
  private final Principals principals;
  private final Clock clock;

  Federation(Credentials credentials, Principals principals, Clock clock) {
    this.credentials = credentials;
    this.principals = principals;
    this.clock = clock;
  }

  GetFederationTokenResponse getFederationToken(
      CallContext context, GetFederationTokenRequest request) {
    SessionRequest wanted =
        SessionRequest.of(
            principals, request.policy(), request.policyArns(), request.tags(), List.of(), null);
    Caller.FederatedUser session =
        session(
            context.caller(),
            request.name(),
            wanted.facts(context.caller(), Optional.empty(), clock.now()));
    Duration lifetime =
        request.durationSeconds() == null ? USUAL : Duration.ofSeconds(request.durationSeconds());
    if (session.isOfRoot() && lifetime.compareTo(ROOT_LONGEST) > 0) {
      lifetime = ROOT_LONGEST;
    }
    Credential issued = credentials.issue(session, lifetime);
    return GetFederationTokenResponse.builder()
        .credentials(RoleSessions.wireForm(issued))
        .federatedUser(
            FederatedUser.builder().federatedUserId(session.userId()).arn(session.name()).build())
        .packedPolicySize(RoleSessions.packedSize(session.facts()))
        .build();
  }

  private static Caller.FederatedUser session(Caller issuer, String name, SessionFacts facts) {
    return switch (issuer) {
      case Caller.User user -> new Caller.FederatedUser(user.arn(), user.userId(), name, facts);
      case Caller.Root root ->
          new Caller.FederatedUser(
              Arn.parse(root.name()).orElseThrow(), root.account().value(), name, facts);
      case Caller.RoleSession session -> throw noUser();
      case Caller.FederatedUser session -> throw noUser();
      case Caller.Service service -> throw noUser();
      case Caller.Anonymous nobody -> throw noUser();
    };
  }

  private static AwsException noUser() {
    return new AwsException(
        "AccessDenied", 403, "Cannot call GetFederationToken with session credentials");
  }
}
