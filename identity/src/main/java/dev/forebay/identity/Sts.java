package dev.forebay.identity;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.ServiceBinding;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
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

  private final Credentials credentials;

  private Sts(Credentials credentials) {
    this.credentials = credentials;
  }

  /** The service, which issues its sessions from these credentials. */
  public static ServiceBinding binding(Credentials credentials) {
    Sts sts = new Sts(credentials);
    return ServiceBinding.of("sts")
        .on("GetCallerIdentity", GetCallerIdentityRequest::builder, Sts::getCallerIdentity)
        .on("GetSessionToken", GetSessionTokenRequest::builder, sts::getSessionToken)
        .on("AssumeRole", AssumeRoleRequest::builder, sts::assumeRole)
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
    Duration lifetime =
        Optional.ofNullable(request.durationSeconds())
            .map(Duration::ofSeconds)
            .orElse(ROLE_DEFAULT);
    if (context.caller() instanceof Caller.RoleSession && lifetime.compareTo(CHAINED_LONGEST) > 0) {
      throw new AwsException(
          "ValidationError",
          400,
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
              + " role chaining");
    }
    Caller.RoleSession caller =
        new Caller.RoleSession(role, RoleIds.of(role), request.roleSessionName());
    return AssumeRoleResponse.builder()
        .credentials(wireForm(credentials.issue(caller, lifetime)))
        .assumedRoleUser(
            AssumedRoleUser.builder()
                .assumedRoleId(caller.roleId() + ":" + caller.sessionName())
                .arn(caller.name())
                .build())
        .build();
  }

  private static Arn roleOf(String text) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals("iam") && arn.resource().startsWith("role/"))
        .filter(arn -> AccountId.isValid(arn.account()))
        .orElseThrow(() -> new AwsException("ValidationError", 400, text + " is invalid"));
  }

  // What narrows or marks a session would be lost silently, as no policy is evaluated yet.
  private static void refuseWhatIsNotEnforced(AssumeRoleRequest request) {
    boolean narrowed =
        request.policy() != null
            || request.hasPolicyArns()
            || request.hasTags()
            || request.hasTransitiveTagKeys()
            || request.hasProvidedContexts()
            || request.sourceIdentity() != null
            || request.serialNumber() != null
            || request.tokenCode() != null;
    if (narrowed) {
      throw new AwsException(
          "NotImplemented",
          501,
          "sts:AssumeRole with session policies, tags, contexts, a source identity or MFA is not"
              + " implemented yet in Forebay");
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
