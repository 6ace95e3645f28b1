package dev.forebay.cognito;

import dev.forebay.cognito.AuthOutcome.Challenged;
import dev.forebay.cognito.AuthOutcome.SignedIn;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenResponse;

/** Sign-ins, by apps and by administrators; their challenges; refresh tokens. Thread-safe. */
final class AuthOperations {
  private final Pools pools;
  private final SignIn signIn;
  private final Challenges challenges;
  private final Refresh refresh;

  AuthOperations(Pools pools, SignIn signIn, Challenges challenges, Refresh refresh) {
    this.pools = pools;
    this.signIn = signIn;
    this.challenges = challenges;
    this.refresh = refresh;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("InitiateAuth", InitiateAuthRequest::builder, this::initiate)
        .on("AdminInitiateAuth", AdminInitiateAuthRequest::builder, this::adminInitiate)
        .on("RespondToAuthChallenge", RespondToAuthChallengeRequest::builder, this::respond)
        .on(
            "AdminRespondToAuthChallenge",
            AdminRespondToAuthChallengeRequest::builder,
            this::adminRespond)
        .on(
            "GetTokensFromRefreshToken",
            GetTokensFromRefreshTokenRequest::builder,
            this::fromRefreshToken)
        .on("RevokeToken", RevokeTokenRequest::builder, this::revoke);
  }

  private InitiateAuthResponse initiate(CallContext context, InitiateAuthRequest request) {
    App app = pools.app(request.clientId());
    String flow = request.authFlowAsString();
    if (flow.startsWith("ADMIN_")) {
      throw CognitoErrors.invalid("Initiate Auth method not supported.");
    }
    InitiateAuthResponse.Builder answer = InitiateAuthResponse.builder();
    switch (begin(app, flow, request.authParameters(), request.clientMetadata())) {
      case SignedIn(AuthenticationResultType result) ->
          answer.authenticationResult(result).challengeParameters(Map.of());
      case Challenged challenge ->
          answer
              .challengeName(challenge.name())
              .challengeParameters(challenge.parameters())
              .session(challenge.session())
              .availableChallengesWithStrings(
                  challenge.available().isEmpty() ? null : challenge.available());
    }
    return answer.build();
  }

  private AdminInitiateAuthResponse adminInitiate(
      CallContext context, AdminInitiateAuthRequest request) {
    App app = pools.app(pools.require(context.place(), request.userPoolId()), request.clientId());
    String flow = request.authFlowAsString();
    AdminInitiateAuthResponse.Builder answer = AdminInitiateAuthResponse.builder();
    switch (begin(app, flow, request.authParameters(), request.clientMetadata())) {
      case SignedIn(AuthenticationResultType result) ->
          answer.authenticationResult(result).challengeParameters(Map.of());
      case Challenged challenge ->
          answer
              .challengeName(challenge.name())
              .challengeParameters(challenge.parameters())
              .session(challenge.session())
              .availableChallengesWithStrings(
                  challenge.available().isEmpty() ? null : challenge.available());
    }
    return answer.build();
  }

  private AuthOutcome begin(
      App app, String flow, Map<String, String> parameters, Map<String, String> metadata) {
    return switch (flow) {
      case "USER_PASSWORD_AUTH" -> {
        check(app, flow, "USER_PASSWORD_AUTH flow not enabled for this client");
        yield signIn.byPassword(app, parameters, metadata);
      }
      case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH" -> {
        check(app, "ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client");
        yield signIn.byPassword(app, parameters, metadata);
      }
      case "USER_SRP_AUTH" -> {
        check(app, flow, "USER_SRP_AUTH is not enabled for the client.");
        yield signIn.bySrp(app, parameters, metadata);
      }
      case "CUSTOM_AUTH" -> {
        check(app, flow, "CUSTOM_AUTH is not enabled for the client.");
        yield signIn.byFunctions(app, parameters, metadata);
      }
      case "USER_AUTH" -> {
        check(app, flow, "USER_AUTH is not enabled for the client.");
        yield signIn.byChoice(app, parameters, metadata);
      }
      case "REFRESH_TOKEN", "REFRESH_TOKEN_AUTH" -> refreshed(app, parameters);
      default -> throw CognitoErrors.invalid("Unsupported auth flow " + flow);
    };
  }

  private static void check(App app, String flow, String message) {
    if (!app.allows(flow)) {
      throw CognitoErrors.invalid(message);
    }
  }

  // The hash of a refresh is of the user's name, which the request need not have: the secret's
  // owner may send the secret instead.
  private AuthOutcome refreshed(App app, Map<String, String> parameters) {
    check(app, "REFRESH_TOKEN_AUTH", "Auth flow not enabled for this client");
    if (app.rotates()) {
      throw CognitoErrors.invalid(
          "Refresh token rotation is enabled for this client. Use GetTokensFromRefreshToken.");
    }
    if (app.type().clientSecret() != null && parameters.get("SECRET_HASH") == null) {
      throw CognitoErrors.notAuthorized(
          "Client " + app.id() + " is configured with secret but SECRET_HASH was not received");
    }
    String token = SignIn.required(parameters, "REFRESH_TOKEN");
    refresh.checkHash(app, token, parameters.get("SECRET_HASH"));
    return new SignedIn(refresh.use(app, token, Map.of()));
  }

  private RespondToAuthChallengeResponse respond(
      CallContext context, RespondToAuthChallengeRequest request) {
    RespondToAuthChallengeResponse.Builder answer = RespondToAuthChallengeResponse.builder();
    Challenges.Answer given =
        new Challenges.Answer(
            pools.app(request.clientId()),
            request.challengeNameAsString(),
            request.session(),
            request.challengeResponses(),
            request.clientMetadata());
    switch (challenges.take(given)) {
      case SignedIn(AuthenticationResultType result) ->
          answer.authenticationResult(result).challengeParameters(Map.of());
      case Challenged challenge ->
          answer
              .challengeName(challenge.name())
              .challengeParameters(challenge.parameters())
              .session(challenge.session());
    }
    return answer.build();
  }

  private AdminRespondToAuthChallengeResponse adminRespond(
      CallContext context, AdminRespondToAuthChallengeRequest request) {
    AdminRespondToAuthChallengeResponse.Builder answer =
        AdminRespondToAuthChallengeResponse.builder();
    Challenges.Answer given =
        new Challenges.Answer(
            pools.app(pools.require(context.place(), request.userPoolId()), request.clientId()),
            request.challengeNameAsString(),
            request.session(),
            request.challengeResponses(),
            request.clientMetadata());
    switch (challenges.take(given)) {
      case SignedIn(AuthenticationResultType result) ->
          answer.authenticationResult(result).challengeParameters(Map.of());
      case Challenged challenge ->
          answer
              .challengeName(challenge.name())
              .challengeParameters(challenge.parameters())
              .session(challenge.session());
    }
    return answer.build();
  }

  private GetTokensFromRefreshTokenResponse fromRefreshToken(
      CallContext context, GetTokensFromRefreshTokenRequest request) {
    App app = client(request.clientId(), request.clientSecret());
    return GetTokensFromRefreshTokenResponse.builder()
        .authenticationResult(refresh.use(app, request.refreshToken(), request.clientMetadata()))
        .build();
  }

  private App client(String id, @Nullable String secret) {
    App app = pools.app(id);
    if (!app.hasSecret(secret)) {
      throw CognitoErrors.notAuthorized("Invalid client secret for client " + id);
    }
    return app;
  }

  private RevokeTokenResponse revoke(CallContext context, RevokeTokenRequest request) {
    App app =
        Optional.of(pools.app(request.clientId()))
            .filter(one -> one.hasSecret(request.clientSecret()))
            .orElseThrow(() -> CognitoErrors.of("UnauthorizedException", "Invalid client secret."));
    if (!app.revokes()) {
      throw CognitoErrors.of(
          "UnsupportedOperationException", "Revocation is not enabled for this client.");
    }
    if (request.token().chars().filter(c -> c == '.').count() == 2) {
      throw CognitoErrors.of("UnsupportedTokenTypeException", "Unsupported token type");
    }
    refresh.revoke(app, request.token());
    return RevokeTokenResponse.builder().build();
  }
}
