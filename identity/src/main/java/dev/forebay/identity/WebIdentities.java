package dev.forebay.identity;

import com.nimbusds.jwt.SignedJWT;
import dev.forebay.identity.authorization.CallKeys;
import dev.forebay.identity.authorization.RoleTrust;
import dev.forebay.identity.decision.Decision;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.denial.Denial;
import dev.forebay.identity.denial.Denials;
import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.iam.IdentityProviders;
import dev.forebay.identity.iam.Principals;
import dev.forebay.identity.iam.Standing;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import dev.forebay.wire.Switchboard;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/**
 * {@code AssumeRoleWithWebIdentity}: a session of a role for whom an OpenID Connect issuer vouches.
 * The call is not signed: the token says who asks, so it is decided here and not on the switchboard
 * whether they may. Thread-safe.
 */
public final class WebIdentities {
  private static final String SERVICE = "sts";
  private static final String OPERATION = "AssumeRoleWithWebIdentity";

  private final Credentials credentials;
  private final Principals principals;
  private final IdentityProviders providers;
  private final Optional<TokenVerifier> verifier;
  private final Denials denials;
  private final Clock clock;

  /**
   * The operation.
   *
   * @param credentials issues sessions
   * @param principals the roles
   * @param providers the providers that accounts have in IAM
   * @param trusted the issuer whose tokens can be verified; without one none can
   * @param denials what is denied is noted there
   * @param clock tokens end by it
   */
  public WebIdentities(
      Credentials credentials,
      Principals principals,
      IdentityProviders providers,
      Optional<TrustedIssuer> trusted,
      Denials denials,
      Clock clock) {
    this.credentials = credentials;
    this.principals = principals;
    this.providers = providers;
    this.verifier = trusted.map(TokenVerifier::new);
    this.denials = denials;
    this.clock = clock;
  }

  AssumeRoleWithWebIdentityResponse assume(
      CallContext context, AssumeRoleWithWebIdentityRequest request) {
    if (request.providerId() != null) {
      throw IdentityToken.invalid(
          "The ProviderId parameter is for OAuth 2.0 access tokens, of which none are known here.");
    }
    Arn arn = RoleSessions.role(request.roleArn());
    SignedJWT signed = parse(request.webIdentityToken());
    String issuer = issuer(signed);
    IdentityProviders.Provider provider =
        providers
            .find(arn, issuer)
            .orElseThrow(() ->
                IdentityToken.invalid(
                    "No OpenIDConnect provider found in your account for " + issuer));
    IdentityToken token =
        verifier
            .filter(known -> known.isOf(issuer))
            .orElseThrow(TokenVerifier::noKey)
            .verify(signed);
    checkTime(token);
    checkAudience(token, provider);
    SessionRequest session =
        SessionRequest.of(
            principals,
            request.policy(),
            request.policyArns(),
            token.tags(),
            token.transitiveTagKeys(),
            token.sourceIdentity().orElse(null));
    SessionFacts facts =
        session.facts(context.caller(), Optional.of(provider.arn().toString()), clock.now());
    IamEntity.Role role =
        authorize(context, request.roleSessionName(), arn, provider, token, session);
    Duration lifetime =
        RoleSessions.lifetime(
            request.durationSeconds(), context.caller(), Optional.of(role.longestSession()));
    Caller.RoleSession caller =
        new Caller.RoleSession(arn, role.id(), request.roleSessionName(), facts);
    return AssumeRoleWithWebIdentityResponse.builder()
        .credentials(RoleSessions.wireForm(credentials.issue(caller, lifetime)))
        .subjectFromWebIdentityToken(token.subject())
        .assumedRoleUser(RoleSessions.user(caller))
        .packedPolicySize(RoleSessions.packedSize(facts))
        .provider(provider.arn().toString())
        .audience(token.audience().getFirst())
        .sourceIdentity(facts.sourceIdentity().orElse(null))
        .build();
  }

  private static SignedJWT parse(String token) {
    try {
      return SignedJWT.parse(token);
    } catch (ParseException e) {
      throw noToken();
    }
  }

  private static String issuer(SignedJWT token) {
    try {
      return Optional.ofNullable(token.getJWTClaimsSet().getIssuer())
          .orElseThrow(() -> IdentityToken.invalid("Missing a required claim: iss"));
    } catch (ParseException e) {
      throw noToken();
    }
  }

  private static AwsException noToken() {
    return IdentityToken.invalid(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access"
            + " Token)");
  }

  private void checkTime(IdentityToken token) {
    Instant now = clock.now();
    if (!now.isBefore(token.expires())) {
      throw new AwsException(
          "ExpiredTokenException",
          400,
          "Token expired: current date/time "
              + now.getEpochSecond()
              + " must be before the expiration date/time "
              + token.expires().getEpochSecond());
    }
    if (token.from().filter(now::isBefore).isPresent()) {
      throw IdentityToken.invalid("Token is not yet valid");
    }
  }

  private static void checkAudience(IdentityToken token, IdentityProviders.Provider provider) {
    if (token.audience().stream().noneMatch(provider.clients()::contains)) {
      throw IdentityToken.invalid("Incorrect token audience");
    }
  }

  // A role that IAM does not know trusts no provider, whatever is said of such roles elsewhere.
  private IamEntity.Role authorize(
      CallContext context,
      String sessionName,
      Arn arn,
      IdentityProviders.Provider provider,
      IdentityToken token,
      SessionRequest session) {
    Principal asking = new Principal.WebIdentity(provider.arn().toString());
    Optional<IamEntity.Role> role =
        principals
            .find(arn)
            .flatMap(found ->
                found instanceof IamEntity.Role known ? Optional.of(known) : Optional.empty());
    ContextKeys.Builder keys =
        CallKeys.of(
                context,
                new Standing(asking, List.of(), Optional.empty(), List.of(), Map.of(), true),
                clock.now())
            .put("aws:ResourceAccount", arn.account())
            .put("sts:RoleSessionName", sessionName)
            .put(provider.url() + ":aud", token.audience())
            .put(provider.url() + ":sub", token.subject())
            .put(provider.url() + ":amr", token.methods());
    session.addTo(keys);
    role.ifPresent(known -> RoleTrust.addTags(known, keys));
    List<String> actions = new ArrayList<>(List.of("sts:" + OPERATION));
    if (!session.tags().isEmpty()) {
      actions.add("sts:TagSession");
    }
    if (session.sourceIdentity().isPresent()) {
      actions.add("sts:SetSourceIdentity");
    }
    List<Denial.Refusal> refusals = new ArrayList<>(0);
    for (String action : actions) {
      Question question =
          new Question(
                  new AccessRequest(asking, action, arn.toString(), keys.build()),
                  new AccountId(arn.account()))
              .withResource(role.map(RoleTrust::of).orElseGet(() -> RoleTrust.ofNobody(arn)));
      if (Decision.decide(question) instanceof Verdict.Denied denied) {
        refusals.add(new Denial.Refusal(question, denied));
      }
    }
    if (!refusals.isEmpty()) {
      Denial denial =
          new Denial(context.requestId().value(), clock.now(), SERVICE, OPERATION, refusals);
      denials.note(denial);
      throw Switchboard.denied(context, denial.message());
    }
    return role.orElseThrow();
  }
}
