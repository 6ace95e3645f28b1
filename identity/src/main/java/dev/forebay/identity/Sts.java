package dev.forebay.identity;

import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.iam.Principals;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.CredentialSource;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.SessionFacts;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/**
 * The AWS Security Token Service ("AWS Security Token Service API Reference"): who am I, and
 * sessions. Thread-safe.
 */
public final class Sts {
  private static final Duration ROOT_LONGEST = Duration.ofHours(1);
  private static final Duration USER_DEFAULT = Duration.ofHours(12);

  private final Credentials credentials;
  private final Principals principals;
  private final LongLivedKeys keys;
  private final Clock clock;

  private Sts(Credentials credentials, Principals principals, LongLivedKeys keys, Clock clock) {
    this.credentials = credentials;
    this.principals = principals;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The service.
   *
   * @param credentials issues its sessions
   * @param principals the roles that may be assumed; whether they may, the switchboard has asked
   * @param keys the access keys that IAM has given out
   * @param webIdentities sessions for whom identity providers vouch
   * @param clock when sessions are made
   */
  public static ServiceBinding binding(
      Credentials credentials,
      Principals principals,
      LongLivedKeys keys,
      WebIdentities webIdentities,
      Clock clock) {
    Sts sts = new Sts(credentials, principals, keys, clock);
    return ServiceBinding.of("sts")
        .on("GetCallerIdentity", GetCallerIdentityRequest::builder, Sts::getCallerIdentity)
        .on("GetSessionToken", GetSessionTokenRequest::builder, sts::getSessionToken)
        .on("AssumeRole", AssumeRoleRequest::builder, sts::assumeRole)
        .on(
            "AssumeRoleWithWebIdentity",
            AssumeRoleWithWebIdentityRequest::builder,
            webIdentities::assume)
        .on(
            "GetFederationToken",
            GetFederationTokenRequest::builder,
            new Federation(credentials, principals, clock)::getFederationToken)
        .on("GetAccessKeyInfo", GetAccessKeyInfoRequest::builder, sts::getAccessKeyInfo)
        .on("DecodeAuthorizationMessage", DecodeAuthorizationMessageRequest::builder, Sts::decode)
        .build();
  }

  private static GetCallerIdentityResponse getCallerIdentity(
      CallContext context, GetCallerIdentityRequest request) {
    return GetCallerIdentityResponse.builder()
        .account(context.place().account().value())
        .arn(context.caller().name())
        .userId(userId(context))
        .build();
  }

  private static String userId(CallContext context) {
    return switch (context.caller()) {
      case Caller.Root root -> root.account().value();
      case Caller.User user -> user.userId();
      case Caller.RoleSession session -> session.roleId() + ":" + session.sessionName();
      case Caller.FederatedUser session -> session.userId();
      case Caller.Service service -> service.principal();
      case Caller.Anonymous nobody -> nobody.name();
    };
  }

  private GetSessionTokenResponse getSessionToken(
      CallContext context, GetSessionTokenRequest request) {
    if (request.serialNumber() != null || request.tokenCode() != null) {
      throw new AwsException(
          "AccessDenied",
          403,
          "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
    }
    Duration lifetime =
        Optional.ofNullable(request.durationSeconds())
            .map(Duration::ofSeconds)
            .orElse(USER_DEFAULT);
    lifetime =
        switch (context.caller()) {
          case Caller.Root root -> lifetime.compareTo(ROOT_LONGEST) > 0 ? ROOT_LONGEST : lifetime;
          case Caller.User user -> lifetime;
          case Caller.RoleSession session -> throw sessionNotAllowed();
          case Caller.FederatedUser session -> throw sessionNotAllowed();
          case Caller.Service service -> throw sessionNotAllowed();
          case Caller.Anonymous nobody -> throw sessionNotAllowed();
        };
    Credential session = credentials.issue(context.caller(), lifetime);
    return GetSessionTokenResponse.builder().credentials(RoleSessions.wireForm(session)).build();
  }

  private static AwsException sessionNotAllowed() {
    return new AwsException(
        "AccessDenied", 403, "Cannot call GetSessionToken with session credentials");
  }

  private AssumeRoleResponse assumeRole(CallContext context, AssumeRoleRequest request) {
    refuseWhatIsNotEnforced(request);
    Arn role = RoleSessions.role(request.roleArn());
    SessionRequest session =
        SessionRequest.of(
            principals,
            request.policy(),
            request.policyArns(),
            request.tags(),
            request.transitiveTagKeys(),
            request.sourceIdentity());
    SessionFacts facts = session.facts(context.caller(), Optional.empty(), clock.now());
    Optional<IamEntity.Role> known = principals.find(role).map(IamEntity.Role.class::cast);
    Duration lifetime =
        RoleSessions.lifetime(
            request.durationSeconds(), context.caller(), known.map(IamEntity.Role::longestSession));
    Caller.RoleSession caller =
        new Caller.RoleSession(role, principals.roleId(role), request.roleSessionName(), facts);
    return AssumeRoleResponse.builder()
        .credentials(RoleSessions.wireForm(credentials.issue(caller, lifetime)))
        .assumedRoleUser(RoleSessions.user(caller))
        .sourceIdentity(facts.sourceIdentity().orElse(null))
        .packedPolicySize(RoleSessions.packedSize(facts))
        .build();
  }

  private GetAccessKeyInfoResponse getAccessKeyInfo(
      CallContext context, GetAccessKeyInfoRequest request) {
    String id = request.accessKeyId();
    Caller owner =
        keys.find(id)
            .map(key -> key.credential().caller())
            .or(() ->
                credentials.find(id, Optional.empty())
                        instanceof CredentialSource.Answer.Known known
                    ? Optional.of(known.credential().caller())
                    : Optional.empty())
            .orElseThrow(() ->
                new AwsException(
                    "ValidationError", 400, "The access key " + id + " is not known here."));
    return GetAccessKeyInfoResponse.builder().account(accountOf(owner)).build();
  }

  private static String accountOf(Caller caller) {
    return switch (caller) {
      case Caller.Root root -> root.account().value();
      case Caller.User user -> user.arn().account();
      case Caller.RoleSession session -> session.role().account();
      case Caller.FederatedUser session -> session.issuer().account();
      case Caller.Service service -> service.sourceAccount().map(AccountId::value).orElse("");
      case Caller.Anonymous nobody -> "";
    };
  }

  // Denials say in the clear why, so none was ever encoded.
  private static DecodeAuthorizationMessageResponse decode(
      CallContext context, DecodeAuthorizationMessageRequest request) {
    throw new AwsException(
        "InvalidAuthorizationMessageException",
        400,
        "The message is not an encoded authorization message.");
  }

  private static void refuseWhatIsNotEnforced(AssumeRoleRequest request) {
    if (request.serialNumber() != null || request.tokenCode() != null) {
      throw new AwsException(
          "AccessDenied",
          403,
          "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
    }
    if (request.hasProvidedContexts()) {
      throw new AwsException(
          "NotImplemented",
          501,
          "sts:AssumeRole with provided contexts is not implemented yet in Forebay");
    }
  }
}
