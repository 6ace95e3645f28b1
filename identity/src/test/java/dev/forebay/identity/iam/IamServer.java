package dev.forebay.identity.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.identity.Credentials;
import dev.forebay.identity.SessionKey;
import dev.forebay.identity.Sts;
import dev.forebay.identity.TrustedIssuer;
import dev.forebay.identity.WebIdentities;
import dev.forebay.identity.actions.Actions;
import dev.forebay.identity.authorization.Enforcement;
import dev.forebay.identity.authorization.PolicyAuthorizer;
import dev.forebay.identity.authorization.ResourcePolicies;
import dev.forebay.identity.denial.Denials;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/** IAM and STS on a storage engine, behind the real edge with signatures verified. */
final class IamServer implements AutoCloseable {
  static final String ACCOUNT = "123456789012";

  static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
      """;

  static final String LOGS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}\
      """;

  static final AwsCredentials ROOT = AwsBasicCredentials.create("AKIAROOT", "secret");
  static final AwsCredentials OTHER_ROOT = AwsBasicCredentials.create("AKIAOTHER", "secret");

  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId(ACCOUNT), new dev.forebay.model.Region("us-east-1"));

  final Iam iam;
  final Credentials credentials;
  final Denials denials = new Denials();
  private final HttpFront front;

  /** Opens on what the engine holds; closing leaves the engine open. */
  IamServer(StorageEngine engine, VirtualClock clock) {
    this(engine, clock, Optional.empty());
  }

  /** The same, with an issuer whose tokens are believed. */
  IamServer(StorageEngine engine, VirtualClock clock, Optional<TrustedIssuer> issuer) {
    SystemClock wall = new SystemClock();
    SecureRandom random = new SecureRandom();
    SessionKey key = SessionKey.load(engine.tables("identity"), random);
    this.iam = new Iam(engine, key, random, clock);
    this.credentials =
        new Credentials(
            List.of(root("AKIAROOT", ACCOUNT), root("AKIAOTHER", "999999999999")),
            iam.keys(),
            key,
            random,
            clock);
    Switchboard switchboard =
        new Switchboard(
            List.of(
                iam.binding(),
                Sts.binding(
                    credentials,
                    iam.principals(),
                    iam.keys(),
                    new WebIdentities(
                        credentials, iam.principals(), iam.providers(), issuer, denials, clock),
                    clock)),
            new PolicyAuthorizer(
                Actions.load(Map.of()),
                iam.principals(),
                ResourcePolicies.NONE,
                iam::tags,
                Enforcement.ALL_TRUSTING_UNKNOWN_ROLES,
                denials,
                clock));
    this.front =
        new HttpFront(
            http(),
            switchboard,
            new WireProtocols(switchboard.services(), new ServiceTables()),
            new SignatureVerifier(credentials, UnknownKeys.TRUST, PLACE, wall, clock),
            List.of(),
            wall,
            random);
    front.start();
  }

  private static HttpSettings http() {
    HttpSettings plain = HttpSettings.loopback(0, PLACE);
    return new HttpSettings(
        plain.host(),
        plain.port(),
        plain.unix(),
        plain.names(),
        plain.adminPeers(),
        Set.of("sts:AssumeRoleWithWebIdentity"),
        plain.defaultPlace(),
        plain.idleTimeout(),
        plain.grace());
  }

  private static Credential root(String id, String account) {
    return new Credential(
        id, "secret", Optional.empty(), new Caller.Root(new AccountId(account)), Optional.empty());
  }

  IamClient iam(AwsCredentials credentials) {
    return IamClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + front.port()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  StsClient sts(AwsCredentials credentials) {
    return sts(StaticCredentialsProvider.create(credentials));
  }

  StsClient sts(AwsCredentialsProvider credentials) {
    return StsClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + front.port()))
        .region(Region.EU_WEST_1)
        .credentialsProvider(credentials)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  static void assertRefused(Runnable call, int status, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorMessage()).contains(message);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  @Override
  public void close() {
    front.close();
    iam.close();
  }
}
