package dev.forebay.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.identity.actions.Actions;
import dev.forebay.identity.authorization.Enforcement;
import dev.forebay.identity.authorization.PolicyAuthorizer;
import dev.forebay.identity.authorization.ResourcePolicies;
import dev.forebay.identity.denial.Denials;
import dev.forebay.identity.iam.Iam;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.HttpFront;
import dev.forebay.wire.http.HttpSettings;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.UnknownKeys;
import dev.forebay.wire.tables.ServiceTables;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.ProvidedContext;

/** STS as its SDK sees it, with signatures verified. */
class StsTest {
  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new dev.forebay.model.Region("us-east-1"));
  private static final String ROLE = "arn:aws:iam::123456789012:role/team/worker";

  private final SystemClock wallClock = new SystemClock();
  private final VirtualClock sessionClock = new VirtualClock(wallClock.now());
  private StorageEngine engine;
  private HttpFront front;

  @BeforeEach
  void start() {
    engine = MemoryEngine.open(sessionClock);
    SecureRandom random = new SecureRandom();
    SessionKey key = SessionKey.load(engine.tables("identity"), random);
    Iam iam = new Iam(engine, key, random, sessionClock);
    Credential root =
        new Credential(
            "AKIAROOT",
            "secret",
            Optional.empty(),
            new Caller.Root(PLACE.account()),
            Optional.empty());
    dev.forebay.identity.Credentials credentials =
        new dev.forebay.identity.Credentials(List.of(root), iam.keys(), key, random, sessionClock);
    Switchboard switchboard =
        new Switchboard(
            List.of(
                Sts.binding(
                    credentials,
                    iam.principals(),
                    iam.keys(),
                    new WebIdentities(
                        credentials,
                        iam.principals(),
                        iam.providers(),
                        Optional.empty(),
                        new Denials(),
                        sessionClock),
                    sessionClock)),
            new PolicyAuthorizer(
                Actions.load(Map.of()),
                iam.principals(),
                ResourcePolicies.NONE,
                iam::tags,
                Enforcement.ALL_TRUSTING_UNKNOWN_ROLES,
                new Denials(),
                sessionClock));
    front =
        new HttpFront(
            HttpSettings.loopback(0, PLACE),
            switchboard,
            new WireProtocols(switchboard.services(), new ServiceTables()),
            new SignatureVerifier(credentials, UnknownKeys.REFUSE, PLACE, wallClock, sessionClock),
            List.of(),
            wallClock,
            random);
    front.start();
  }

  @AfterEach
  void stop() {
    front.close();
    engine.close();
  }

  private StsClient sts(AwsCredentials credentials) {
    return StsClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + front.port()))
        .region(Region.EU_WEST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private StsClient root() {
    return sts(AwsBasicCredentials.create("AKIAROOT", "secret"));
  }

  private static AwsCredentials session(Credentials issued) {
    return AwsSessionCredentials.create(
        issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
  }

  private static AssumeRoleRequest worker() {
    return AssumeRoleRequest.builder().roleArn(ROLE).roleSessionName("me").build();
  }

  private static void assertRefused(Runnable call, int status, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorMessage()).contains(message);
            });
  }

  @Test
  void aRootLearnsWhoItIs() {
    try (StsClient sts = root()) {
      GetCallerIdentityResponse identity = sts.getCallerIdentity();
      assertThat(identity.account()).isEqualTo("123456789012");
      assertThat(identity.userId()).isEqualTo("123456789012");
      assertThat(identity.arn()).isEqualTo("arn:aws:iam::123456789012:root");
    }
  }

  @Test
  void anAssumedRoleCallsAsItsSession() {
    try (StsClient sts = root()) {
      AssumeRoleResponse assumed = sts.assumeRole(worker());
      assertThat(assumed.assumedRoleUser().arn())
          .isEqualTo("arn:aws:sts::123456789012:assumed-role/worker/me");
      try (StsClient worker = sts(session(assumed.credentials()))) {
        GetCallerIdentityResponse identity = worker.getCallerIdentity();
        assertThat(identity.arn()).isEqualTo(assumed.assumedRoleUser().arn());
        assertThat(identity.userId()).matches("AROA[A-Z2-7]{17}:me");
        assertThat(identity.userId()).isEqualTo(assumed.assumedRoleUser().assumedRoleId());
      }
    }
  }

  @Test
  void aSessionEnds() {
    try (StsClient sts = root()) {
      Credentials issued = sts.getSessionToken(r -> r.durationSeconds(900)).credentials();
      try (StsClient session = sts(session(issued))) {
        assertThat(session.getCallerIdentity().account()).isEqualTo("123456789012");
        sessionClock.advance(Duration.ofSeconds(901));
        assertRefused(
            session::getCallerIdentity,
            403,
            "ExpiredToken",
            "The security token included in the request is expired");
      }
    }
  }

  @Test
  void aRolesSessionMayNotAskForLongerThanAnHourNorForASessionToken() {
    try (StsClient sts = root();
        StsClient worker = sts(session(sts.assumeRole(worker()).credentials()))) {
      assertRefused(
          () -> worker.assumeRole(worker().toBuilder().durationSeconds(3_601).build()),
          400,
          "ValidationError",
          "exceeds the 1 hour session limit for roles assumed by role chaining");
      assertRefused(
          worker::getSessionToken,
          403,
          "AccessDenied",
          "Cannot call GetSessionToken with session credentials");
    }
  }

  @Test
  void whatWouldNotBeEnforcedIsRefused() {
    try (StsClient sts = root()) {
      assertRefused(
          () ->
              sts.assumeRole(
                  worker().toBuilder()
                      .providedContexts(ProvidedContext.builder().contextAssertion("x-x-x").build())
                      .build()),
          501,
          "NotImplemented",
          "provided contexts");
      assertRefused(
          () ->
              sts.getSessionToken(r -> r.serialNumber("arn:aws:iam::1:mfa/x").tokenCode("123456")),
          403,
          "AccessDenied",
          "MultiFactorAuthentication failed");
    }
  }

  @Test
  void rolesThatCannotBeAreRefused() {
    try (StsClient sts = root()) {
      assertRefused(
          () ->
              sts.assumeRole(worker().toBuilder().roleArn(ROLE.replace("role/", "user/")).build()),
          400,
          "ValidationError",
          "is invalid");
      assertRefused(
          () ->
              sts.assumeRole(
                  worker().toBuilder()
                      .roleArn(ROLE.replace("123456789012", "999999999999"))
                      .build()),
          403,
          "AccessDenied",
          "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999999999999");
      assertRefused(
          () -> sts.assumeRole(worker().toBuilder().durationSeconds(10).build()),
          400,
          "ValidationError",
          "1 validation error detected");
    }
  }

  @Test
  void aDamagedTokenIsRefused() {
    try (StsClient sts = root()) {
      Credentials issued = sts.assumeRole(worker()).credentials();
      AwsCredentials damaged =
          AwsSessionCredentials.create(
              issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken() + "x");
      try (StsClient session = sts(damaged)) {
        assertRefused(
            session::getCallerIdentity,
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.");
      }
    }
  }
}
