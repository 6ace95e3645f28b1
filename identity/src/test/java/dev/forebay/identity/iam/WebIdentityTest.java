package dev.forebay.identity.iam;

import static dev.forebay.identity.iam.IamServer.ROOT;
import static dev.forebay.identity.iam.IamServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.forebay.identity.TrustedIssuer;
import dev.forebay.identity.policy.Miss;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Caller;
import dev.forebay.wire.CredentialSource.Answer;
import dev.forebay.wire.SessionFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/** Who gets a role's session because an issuer vouches for it. */
class WebIdentityTest {
  private static final String ISSUER = "https://idp.example.com/Pool";
  private static final String URL = "idp.example.com/pool";
  private static final String PROVIDER = "arn:aws:iam::123456789012:oidc-provider/" + URL;
  private static final String ROLE = "arn:aws:iam::123456789012:role/web";
  private static final String ASSUME = "\"sts:AssumeRoleWithWebIdentity\"";

  private static final RSAKey KEY = newKey();
  private static final RSAKey FORGED = newKey();

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T10:20:30Z"));
  @TempDir Path folder;
  private StorageEngine engine;
  private IamServer server;
  private IamClient iam;

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() throws Exception {
    publish(KEY);
    engine = MemoryEngine.open(clock);
    open(folder.resolve("keys.json").toUri());
    iam.createOpenIDConnectProvider(r -> r.url(ISSUER).clientIDList("app", "other"));
    role(trusting(PROVIDER, ASSUME, Map.of(URL + ":aud", "app", URL + ":sub", "ann")));
  }

  private void open(URI keys) {
    server = new IamServer(engine, clock, Optional.of(new TrustedIssuer(ISSUER, keys)));
    iam = server.iam(ROOT);
  }

  @AfterEach
  void stop() {
    close();
    engine.close();
  }

  private void close() {
    iam.close();
    server.close();
  }

  private void publish(JWK... keys) throws IOException {
    Files.writeString(
        folder.resolve("keys.json"), new JWKSet(List.of(keys)).toPublicJWKSet().toString());
  }

  private void role(String trust) {
    iam.createRole(r -> r.roleName("web").assumeRolePolicyDocument(trust));
  }

  private void trust(String trust) {
    iam.updateAssumeRolePolicy(r -> r.roleName("web").policyDocument(trust));
  }

  private static String trusting(String provider, String actions, Map<String, String> conditions) {
    StringBuilder equal = new StringBuilder();
    conditions.forEach((name, value) ->
        equal.append(equal.isEmpty() ? "" : ",").append("\"%s\":\"%s\"".formatted(name, value)));
    return """
    {"Version":"2012-10-17","Statement":[{"Sid":"Web","Effect":"Allow",
     "Principal":{"Federated":"%s"},"Action":%s,"Condition":{"StringEquals":{%s}}}]}\
    """
        .formatted(provider, actions, equal);
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject("ann")
        .audience("app")
        .issueTime(Date.from(clock.now()))
        .expirationTime(Date.from(clock.now().plusSeconds(600)));
  }

  private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("k1").build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private String token(UnaryOperator<JWTClaimsSet.Builder> more) throws JOSEException {
    return signed(JWSAlgorithm.RS256, new RSASSASigner(KEY), more.apply(claims()).build());
  }

  private String token() throws JOSEException {
    return token(claims -> claims);
  }

  private static AssumeRoleWithWebIdentityRequest request(String token) {
    return AssumeRoleWithWebIdentityRequest.builder()
        .roleArn(ROLE)
        .roleSessionName("me")
        .webIdentityToken(token)
        .build();
  }

  private AssumeRoleWithWebIdentityResponse assume(AssumeRoleWithWebIdentityRequest request) {
    try (StsClient sts = server.sts(AnonymousCredentialsProvider.create())) {
      return sts.assumeRoleWithWebIdentity(request);
    }
  }

  private void refused(String token, String code, String message) {
    int status = code.equals("AccessDenied") ? 403 : 400;
    assertRefused(() -> assume(request(token)), status, code, message);
  }

  @Test
  void aTokenOfTheIssuerGetsTheRole() throws Exception {
    AssumeRoleWithWebIdentityResponse assumed = assume(request(token()));
    assertThat(assumed.subjectFromWebIdentityToken()).isEqualTo("ann");
    assertThat(assumed.audience()).isEqualTo("app");
    assertThat(assumed.provider()).isEqualTo(PROVIDER);
    assertThat(assumed.credentials().expiration()).isEqualTo(clock.now().plus(Duration.ofHours(1)));
    AwsSessionCredentials session =
        AwsSessionCredentials.create(
            assumed.credentials().accessKeyId(),
            assumed.credentials().secretAccessKey(),
            assumed.credentials().sessionToken());
    try (StsClient sts = server.sts(session)) {
      assertThat(sts.getCallerIdentity().arn())
          .isEqualTo("arn:aws:sts::123456789012:assumed-role/web/me")
          .isEqualTo(assumed.assumedRoleUser().arn());
    }
    assertThat(facts(assumed).provider()).contains(PROVIDER);
  }

  private SessionFacts facts(AssumeRoleWithWebIdentityResponse assumed) {
    Answer answer =
        server.credentials.find(
            assumed.credentials().accessKeyId(), Optional.of(assumed.credentials().sessionToken()));
    return ((Caller.RoleSession) ((Answer.Known) answer).credential().caller()).facts();
  }

  @Test
  void aTokenThatSomebodyElseSignedIsRefused() throws Exception {
    String unsigned = new PlainJWT(claims().build()).serialize();
    String symmetric =
        signed(
            JWSAlgorithm.HS256, new MACSigner(KEY.toRSAPublicKey().getEncoded()), claims().build());
    refused(
        signed(JWSAlgorithm.RS256, new RSASSASigner(FORGED), claims().build()),
        "InvalidIdentityToken",
        "could not be validated");
    refused(symmetric, "InvalidIdentityToken", "could not be validated");
    refused(unsigned, "InvalidIdentityToken", "not a valid JWT");
    refused("a.b.c", "InvalidIdentityToken", "not a valid JWT");
    String[] parts = token().split("\\.", -1);
    String other = token(claims -> claims.subject("root")).split("\\.", -1)[1];
    refused(
        parts[0] + "." + other + "." + parts[2], "InvalidIdentityToken", "could not be validated");
  }

  @Test
  void aTokenEndsByTheClock() throws Exception {
    String token = token();
    clock.advance(Duration.ofMinutes(10));
    refused(
        token,
        "ExpiredTokenException",
        "Token expired: current date/time 1772361030 must be before the expiration date/time"
            + " 1772361030");
    refused(
        token(claims -> claims.notBeforeTime(Date.from(clock.now().plusSeconds(60)))),
        "InvalidIdentityToken",
        "not yet valid");
  }

  @Test
  void aTokenForAnotherApplicationIsRefused() throws Exception {
    refused(
        token(claims -> claims.audience("stranger")),
        "InvalidIdentityToken",
        "Incorrect token audience");
    refused(
        token(claims -> claims.claim("azp", "stranger")),
        "InvalidIdentityToken",
        "Incorrect token audience");
    refused(
        token(claims -> claims.audience(List.of())), "InvalidIdentityToken", "required claim: aud");
    refused(token(claims -> claims.subject(null)), "InvalidIdentityToken", "required claim: sub");
    refused(token(claims -> claims.issuer(null)), "InvalidIdentityToken", "required claim: iss");
    refused(
        token(claims -> claims.expirationTime(null)),
        "InvalidIdentityToken",
        "required claim: exp");
  }

  @Test
  void anIssuerMustBeInIamAndInTheSettings() throws Exception {
    refused(
        token(claims -> claims.issuer("https://other.example.com")),
        "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for https://other.example.com");
    iam.createOpenIDConnectProvider(r -> r.url("https://other.example.com").clientIDList("app"));
    refused(
        token(claims -> claims.issuer("https://other.example.com")),
        "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider");
    iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(PROVIDER));
    refused(token(), "InvalidIdentityToken", "No OpenIDConnect provider found");
  }

  @Test
  void theTrustPolicyDecidesOnTheClaimsAndItsDenialIsExplained() throws Exception {
    String bob = token(claims -> claims.subject("bob"));
    refused(bob, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    assertThat(server.denials.latest(1).getFirst().refusals().getFirst())
        .satisfies(refusal ->
            assertThat(
                    refusal.question().nearMisses(refusal.verdict().reason()).getFirst().misses())
                .containsExactly(
                    new Miss.FailedCondition(
                        "StringEquals", URL + ":sub", List.of("ann"), List.of("bob"))));
    trust(trusting(PROVIDER, ASSUME, Map.of(URL + ":sub", "bob")));
    assertThat(assume(request(bob)).subjectFromWebIdentityToken()).isEqualTo("bob");
    trust(trusting(PROVIDER.replace("pool", "else"), ASSUME, Map.of(URL + ":sub", "bob")));
    refused(bob, "AccessDenied", "Not authorized");
    assertRefused(
        () -> assume(request(bob).toBuilder().roleArn(ROLE + "-not").build()),
        403,
        "AccessDenied",
        "Not authorized");
  }

  @Test
  void tagsAndASourceIdentityInTheTokenNeedTheRolesLeave() throws Exception {
    String tagged =
        token(claims ->
            claims
                .claim(
                    "https://aws.amazon.com/tags",
                    Map.of(
                        "principal_tags",
                        Map.of("team", List.of("x")),
                        "transitive_tag_keys",
                        List.of("team")))
                .claim("https://aws.amazon.com/source_identity", "ann"));
    refused(tagged, "AccessDenied", "sts:TagSession");
    trust(
        trusting(
            PROVIDER,
            "[" + ASSUME + ",\"sts:TagSession\",\"sts:SetSourceIdentity\"]",
            Map.of("aws:RequestTag/team", "x")));
    AssumeRoleWithWebIdentityResponse assumed = assume(request(tagged));
    assertThat(assumed.sourceIdentity()).isEqualTo("ann");
    assertThat(facts(assumed).tags()).isEqualTo(Map.of("team", "x"));
    assertThat(facts(assumed).transitiveTagKeys()).containsExactly("team");
  }

  @Test
  void aTokenThatSaysNonsenseIsRefused() throws Exception {
    String tags = "https://aws.amazon.com/tags";
    String identity = "https://aws.amazon.com/source_identity";
    List<UnaryOperator<JWTClaimsSet.Builder>> nonsense =
        List.of(
            claims -> claims.claim("iss", 7),
            claims -> claims.claim("sub", List.of("ann")),
            claims -> claims.claim("aud", Map.of("a", "b")),
            claims -> claims.claim("exp", "tomorrow"),
            claims -> claims.claim("amr", "one"),
            claims -> claims.claim("azp", 7),
            claims -> claims.claim(tags, "none"),
            claims -> claims.claim(tags, Map.of("principal_tags", Map.of("k".repeat(9_000), "v"))),
            claims -> claims.claim(tags, Map.of("principal_tags", Map.of("aws:k", "v"))),
            claims -> claims.claim(tags, Map.of("transitive_tag_keys", List.of("k"))),
            claims -> claims.claim(identity, "i".repeat(9_000)),
            claims -> claims.claim(identity, List.of()));
    for (UnaryOperator<JWTClaimsSet.Builder> each : nonsense) {
      String token = token(each);
      assertThatThrownBy(() -> assume(request(token)))
          .isInstanceOfSatisfying(
              AwsServiceException.class, e -> assertThat(e.statusCode()).isEqualTo(400));
    }
  }

  @Test
  void aDamagedTokenIsRefusedAndNeverAFault() throws Exception {
    long seed = 20261122;
    RandomGenerator random = new SplittableRandom(seed);
    String token = token();
    for (int i = 0; i < 200; i++) {
      char[] letters = token.toCharArray();
      letters[random.nextInt(letters.length)] = ".-_aZ09=".charAt(random.nextInt(8));
      String damaged = new String(letters, 0, random.nextInt(10, letters.length + 1));
      if (!damaged.equals(token)) {
        assertThat(status(damaged)).as("seed %s, %s: %s", seed, i, damaged).isEqualTo(400);
      }
    }
  }

  private int status(String token) {
    try {
      assume(request(token));
      return 200;
    } catch (AwsServiceException e) {
      return e.statusCode();
    }
  }

  @Test
  void aSessionLastsNoLongerThanTheRoleAllowsAndItsPoliciesAreChecked() throws Exception {
    String token = token();
    assertRefused(
        () -> assume(request(token).toBuilder().durationSeconds(3_601).build()),
        400,
        "ValidationError",
        "MaxSessionDuration");
    assertRefused(
        () -> assume(request(token).toBuilder().policy("{").build()),
        400,
        "MalformedPolicyDocument",
        "");
    assertRefused(
        () -> assume(request(token).toBuilder().providerId("graph.facebook.com").build()),
        400,
        "InvalidIdentityToken",
        "OAuth 2.0");
  }

  @Test
  void anEllipticKeyWillDoAndAFileOfKeysIsReadAnew() throws Exception {
    ECKey curve = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    String token = signed(JWSAlgorithm.ES256, new ECDSASigner(curve), claims().build());
    refused(token, "InvalidIdentityToken", "could not be validated");
    publish(curve);
    assertThat(assume(request(token)).audience()).isEqualTo("app");
    Files.delete(folder.resolve("keys.json"));
    refused(token, "InvalidIdentityToken", "Couldn't retrieve verification key");
  }

  @Test
  void keysAreFetchedFromAUrl() throws Exception {
    HttpServer idp =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] keys = new JWKSet(KEY).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
    idp.createContext(
        "/keys",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    idp.start();
    URI url = URI.create("http://127.0.0.1:" + idp.getAddress().getPort() + "/keys");
    try {
      close();
      open(url);
      assertThat(assume(request(token())).audience()).isEqualTo("app");
    } finally {
      idp.stop(0);
    }
    assertThat(assume(request(token())).audience()).as("from memory").isEqualTo("app");
    close();
    open(url);
    refused(token(), "InvalidIdentityToken", "Couldn't retrieve verification key");
  }
}
