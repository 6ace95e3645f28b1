package dev.forebay.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Credential;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** What the AWS SDK's signer signs, over random requests, verifies; and nothing else does. */
class SdkSignerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:20:30Z");
  private static final String KEY = "AKIAFOREBAYTEST00001";
  private static final String SECRET = "secret/of+the/key";
  private static final List<ChecksumAlgorithm> CHECKSUMS =
      List.of(
          DefaultChecksumAlgorithm.CRC32,
          DefaultChecksumAlgorithm.CRC32C,
          DefaultChecksumAlgorithm.SHA1,
          DefaultChecksumAlgorithm.SHA256);

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("forebay.seeds", 40));
  }

  /** A request that the SDK signed, as a server sees it. */
  private record Sent(WireRequest head, Bytes body, Bytes content) {}

  @ParameterizedTest
  @MethodSource("seeds")
  void whatTheSdkSignsVerifies(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 25; i++) {
      boolean session = random.nextBoolean();
      Sent sent = send(random, session);
      SignatureVerifier verifier = verifier(session);
      assertThat(verifier.begin(sent.head()).orElseThrow().verify(sent.body()))
          .as("seed %s, request %s: %s", seed, i, sent.head())
          .isEqualTo(sent.content());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aChangeAnywhereIsRefused(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 25; i++) {
      boolean session = random.nextBoolean();
      Sent sent = tamper(random, send(random, session));
      SignatureVerifier verifier = verifier(session);
      assertThatThrownBy(() -> verifier.begin(sent.head()).orElseThrow().verify(sent.body()))
          .as("seed %s, request %s: %s", seed, i, sent.head())
          .isInstanceOf(AwsException.class);
    }
  }

  private static SignatureVerifier verifier(boolean session) {
    Credential credential =
        session
            ? TestKeys.session(KEY, SECRET, "tok/en+1==", NOW.plusSeconds(60))
            : TestKeys.root(KEY, SECRET);
    return TestKeys.verifier(TestKeys.source(credential), UnknownKeys.REFUSE, NOW);
  }

  private static Sent send(RandomGenerator random, boolean session) {
    boolean s3 = random.nextInt(3) == 0;
    boolean presigned = random.nextInt(4) == 0;
    Bytes content = content(random, presigned && !s3);
    SdkHttpRequest.Builder request = request(random, s3);
    AwsCredentialsIdentity identity =
        session
            ? AwsSessionCredentialsIdentity.create(KEY, SECRET, "tok/en+1==")
            : AwsCredentialsIdentity.create(KEY, SECRET);
    boolean chunked = s3 && !presigned && random.nextBoolean();
    if (chunked) {
      request.putHeader("Content-Length", Integer.toString(content.size()));
    }
    var signed =
        AwsV4HttpSigner.create()
            .sign(r -> {
              r.identity(identity)
                  .request(request.build())
                  .payload(ContentStreamProvider.fromByteArray(content.toArray()))
                  .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, s3 ? "s3" : "lambda")
                  .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                  .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC))
                  .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, !s3)
                  .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, !s3);
              if (presigned) {
                r.putProperty(
                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(
                        AwsV4FamilyHttpSigner.EXPIRATION_DURATION,
                        Duration.ofSeconds(random.nextInt(1, 604_800)));
              }
              if (chunked) {
                r.putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true)
                    .putProperty(
                        AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, random.nextBoolean())
                    .putProperty(
                        AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM,
                        CHECKSUMS.get(random.nextInt(CHECKSUMS.size())));
              }
            });
    return received(signed.request(), signed.payload(), content);
  }

  private static Bytes content(RandomGenerator random, boolean none) {
    byte[] bytes = new byte[none ? 0 : random.nextInt(4) == 0 ? random.nextInt(300_000) : 200];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static SdkHttpRequest.Builder request(RandomGenerator random, boolean s3) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(random.nextBoolean() ? SdkHttpMethod.PUT : SdkHttpMethod.POST)
            .uri(URI.create(random.nextBoolean() ? "http://127.0.0.1:4566" : "https://127.0.0.1"))
            .encodedPath(path(random, s3));
    for (int i = random.nextInt(4); i > 0; i--) {
      request.appendRawQueryParameter(text(random), random.nextInt(4) == 0 ? "" : text(random));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      request.appendHeader("X-Amz-Meta-" + random.nextInt(3), "  a   b " + random.nextInt());
    }
    return request;
  }

  private static String path(RandomGenerator random, boolean s3) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      path.append(random.nextInt(8) == 0 ? "//" : "/");
      path.append(
          switch (random.nextInt(6)) {
            case 0 -> "%2F%20x";
            case 1 -> "a%3Ab:c";
            case 2 -> s3 ? "%C3%A9" : "up/..";
            case 3 -> s3 ? "a.b" : ".";
            case 4 -> "$LATEST~_-";
            default -> "f" + random.nextInt(100);
          });
    }
    return path.isEmpty() || random.nextInt(4) == 0 ? path + "/" : path.toString();
  }

  private static String text(RandomGenerator random) {
    String alphabet = "aZ0-_.~ +/=&%:é$*'()!,;@";
    StringBuilder text = new StringBuilder("p");
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static Sent received(
      SdkHttpRequest request, Optional<ContentStreamProvider> payload, Bytes content) {
    Headers.Builder headers = Headers.builder();
    request.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
    WireRequest head =
        new WireRequest(
            request.method().name(),
            request.encodedPath(),
            request.encodedQueryParameters().orElse(""),
            headers.build(),
            Bytes.EMPTY);
    try {
      byte[] body = payload.isEmpty() ? new byte[0] : payload.get().newStream().readAllBytes();
      return new Sent(head, Bytes.wrap(body), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sent tamper(RandomGenerator random, Sent sent) {
    WireRequest head = sent.head();
    boolean bodyCounts = !head.rawQuery().contains("X-Amz-Signature") && !sent.body().isEmpty();
    return switch (random.nextInt(bodyCounts ? 4 : 3)) {
      case 0 -> withHead(sent, "DELETE", head.rawPath(), head.rawQuery());
      case 1 -> withHead(sent, head.method(), head.rawPath() + "x", head.rawQuery());
      case 2 -> withHead(sent, head.method(), head.rawPath(), head.rawQuery() + "&extra=1");
      default -> {
        byte[] body = sent.body().toArray();
        body[random.nextInt(body.length)] ^= 1;
        yield new Sent(head, Bytes.wrap(body), sent.content());
      }
    };
  }

  private static Sent withHead(Sent sent, String method, String path, String query) {
    WireRequest changed = new WireRequest(method, path, query, sent.head().headers(), Bytes.EMPTY);
    return new Sent(changed, sent.body(), sent.content());
  }
}
