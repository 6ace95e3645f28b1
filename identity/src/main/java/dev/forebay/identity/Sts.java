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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/**
 * The AWS Security Token Service ("AWS Security Token Service API Reference"): who am I, and
 * sessions. Thread-safe.
 */
public final class Sts {
  private static final Duration ROLE_DEFAULT = Duration.ofHours(1);
  private static final Duration CHAINED_LONGEST = Duration.ofHours(1);
  private static final Duration ROOT_LONGEST = Duration.ofHours(1);
  private static final Duration USER_DEFAULT = Duration.ofHours(12);

  private static final int PACKED_LETTERS = 14_000;
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
   * @param clock when sessions are made
   */
  public static ServiceBinding binding(
      Credentials credentials, Principals principals, LongLivedKeys keys, Clock clock) {
    Sts sts = new Sts(credentials, principals, keys, clock);
    return ServiceBinding.of("sts")
        .on("GetCallerIdentity", GetCallerIdentityRequest::builder, Sts::getCallerIdentity)
        .on("GetSessionToken", GetSessionTokenRequest::builder, sts::getSessionToken)
        .on("AssumeRole", AssumeRoleRequest::builder, sts::assumeRole)
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
          case Caller.Service service -> throw sessionNotAllowed();
          case Caller.Anonymous nobody -> throw sessionNotAllowed();
        };
    Credential session = credentials.issue(context.caller(), lifetime);
    return GetSessionTokenResponse.builder().credentials(wireForm(session)).build();
  }

  private static AwsException sessionNotAllowed() {
    return new AwsException(
        "AccessDenied", 403, "Cannot call GetSessionToken with session credentials");
  }

  private AssumeRoleResponse assumeRole(CallContext context, AssumeRoleRequest request) {
    refuseWhatIsNotEnforced(request);
    Arn role = roleOf(request.roleArn());
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
        lifetime(
            request.durationSeconds(), context.caller(), known.map(IamEntity.Role::longestSession));
    Caller.RoleSession caller =
        new Caller.RoleSession(role, principals.roleId(role), request.roleSessionName(), facts);
    return AssumeRoleResponse.builder()
        .credentials(wireForm(credentials.issue(caller, lifetime)))
        .assumedRoleUser(
            AssumedRoleUser.builder()
                .assumedRoleId(caller.roleId() + ":" + caller.sessionName())
                .arn(caller.name())
                .build())
        .sourceIdentity(facts.sourceIdentity().orElse(null))
        .packedPolicySize(packedSize(facts))
        .build();
  }

  private static Duration lifetime(
      @Nullable Integer seconds, Caller caller, Optional<Duration> longest) {
    Duration lifetime = seconds == null ? ROLE_DEFAULT : Duration.ofSeconds(seconds);
    if (caller instanceof Caller.RoleSession && lifetime.compareTo(CHAINED_LONGEST) > 0) {
      throw new AwsException(
          "ValidationError",
          400,
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
              + " role chaining");
    }
    if (longest.isPresent() && lifetime.compareTo(longest.get()) > 0) {
      throw new AwsException(
          "ValidationError",
          400,
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    return lifetime;
  }

  // In percent of the quota; AWS packs more tightly and does not say how.
  private static @Nullable Integer packedSize(SessionFacts facts) {
    int letters =
        facts.policies().stream().mapToInt(String::length).sum()
            + facts.policyArns().stream().mapToInt(arn -> arn.toString().length()).sum()
            + facts.tags().entrySet().stream()
                .mapToInt(tag -> tag.getKey().length() + tag.getValue().length())
                .sum();
    return letters == 0 ? null : Math.min(100, 1 + letters * 99 / PACKED_LETTERS);
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

  private static Arn roleOf(String text) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals("iam") && arn.resource().startsWith("role/"))
        .filter(arn -> AccountId.isValid(arn.account()))
        .orElseThrow(() -> new AwsException("ValidationError", 400, text + " is invalid"));
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

  private static software.amazon.awssdk.services.sts.model.Credentials wireForm(
      Credential session) {
    return software.amazon.awssdk.services.sts.model.Credentials.builder()
        .accessKeyId(session.accessKeyId())
        .secretAccessKey(session.secretAccessKey())
        .sessionToken(session.sessionToken().orElseThrow())
        .expiration(session.expires().orElseThrow())
        .build();
  }
}
