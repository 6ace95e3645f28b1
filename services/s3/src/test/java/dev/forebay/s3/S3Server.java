package dev.forebay.s3;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.trail.Trail;
import dev.forebay.push.Pushes;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.CredentialSource;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.HttpFront;
import dev.forebay.wire.http.HttpSettings;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.UnknownKeys;
import dev.forebay.wire.tables.ServiceTables;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** S3 behind the real edge, with signatures verified, and the services that it tells. */
final class S3Server implements AutoCloseable {
  static final String ACCOUNT = "123456789012";
  static final AwsBasicCredentials ROOT = AwsBasicCredentials.create("AKIAROOT", "a/secret+key");
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId(ACCOUNT), new dev.forebay.model.Region("us-east-1"));

  private static final PolicyCheck POLICIES =
      new PolicyCheck() {
        @Override
        public Optional<String> fault(String policy) {
          return policy.startsWith("{") ? Optional.empty() : Optional.of("no JSON");
        }

        @Override
        public boolean isPublic(String policy) {
          return policy.contains("\"*\"");
        }
      };

  final VirtualClock clock;
  final StorageEngine engine;
  final Receivers receivers = new Receivers();
  final S3 s3;
  private final Pushes pushes;
  private final HttpFront front;

  S3Server(Path folder) {
    this(folder, new VirtualClock(new SystemClock().now()));
  }

  S3Server(Path folder, VirtualClock clock) {
    this(MemoryEngine.open(clock), folder, Durability.OS, clock);
  }

  S3Server(StorageEngine engine, Path folder, Durability durability, VirtualClock clock) {
    this.clock = clock;
    this.engine = engine;
    SystemClock wall = new SystemClock();
    SecureRandom random = new SecureRandom();
    this.s3 = new S3(engine, folder, durability, POLICIES, clock, random);
    this.pushes = new Pushes(engine, clock, random, Trail.NONE);
    Credential root =
        new Credential(
            ROOT.accessKeyId(),
            ROOT.secretAccessKey(),
            Optional.empty(),
            new Caller.Root(new AccountId(ACCOUNT)),
            Optional.empty());
    CredentialSource credentials =
        (id, token) ->
            id.equals(ROOT.accessKeyId())
                ? new CredentialSource.Answer.Known(root)
                : new CredentialSource.Answer.Unknown();
    List<ServiceBinding> services = new ArrayList<>(receivers.bindings());
    services.add(s3.binding());
    Switchboard switchboard =
        new Switchboard(
            services,
            (context, service, operation, request) ->
                context.caller() instanceof Caller.Anonymous
                    ? new Authorizer.Decision.Denied("nobody may")
                    : receivers.decide(context, service, request));
    HttpSettings settings =
        new HttpSettings(
            "127.0.0.1",
            0,
            Optional.empty(),
            Set.of(),
            HttpSettings.AdminPeers.LOCAL,
            Set.of("s3:*"),
            PLACE,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));
    this.front =
        new HttpFront(
            settings,
            switchboard,
            new WireProtocols(switchboard.services(), new ServiceTables()),
            new SignatureVerifier(credentials, UnknownKeys.TRUST, PLACE, wall, clock),
            List.of(),
            s3.crossOrigin(),
            wall,
            random);
    front.start();
    pushes.start(switchboard, uri());
    s3.start(switchboard, pushes, uri(), wall.now());
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + front.port());
  }

  S3Client client() {
    return client(uri(), true);
  }

  S3Client client(URI endpoint, boolean pathStyle) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(pathStyle)
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(ROOT))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  S3Presigner presigner() {
    return S3Presigner.builder()
        .endpointOverride(uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(ROOT))
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  @Override
  public void close() {
    front.close();
    s3.close();
    pushes.close();
  }
}
