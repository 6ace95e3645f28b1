package dev.forebay.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Objects, as the AWS SDK for Java writes, reads, lists and deletes them. */
class ObjectsTest {
  private static final String BUCKET = "box";

  @TempDir Path folder;
  private S3Server server;
  private S3Client s3;

  @BeforeEach
  void open() {
    server = new S3Server(folder.resolve("objects"));
    s3 = server.client();
    s3.createBucket(b -> b.bucket(BUCKET));
  }

  @AfterEach
  void close() {
    s3.close();
    server.close();
  }

  private PutObjectResponse put(String key, String text) {
    return s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  private String get(String key) {
    return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_024, 65_535, 65_536, 65_537, 65_538, 200_000, 3_000_000})
  void bytesComeBackAsTheyWent(int size) {
    byte[] bytes = random(size);
    PutObjectResponse put =
        s3.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromBytes(bytes));
    ResponseBytes<GetObjectResponse> got = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k"));
    assertThat(got.asByteArray()).isEqualTo(bytes);
    assertThat(got.response().eTag()).isEqualTo(put.eTag());
    assertThat(got.response().contentLength()).isEqualTo(size);
    assertThat(s3.headObject(b -> b.bucket(BUCKET).key("k")).contentLength()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b+c",
        "ü/€/😀",
        "/leading",
        "trailing/",
        "a//b",
        "..",
        "a/../b",
        "100%",
        "q?x=1#y"
      })
  void keysMayBeAnyText(String key) {
    put(key, "v");
    assertThat(get(key)).isEqualTo("v");
    assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents())
        .extracting(S3Object::key)
        .containsExactly(key);
  }

  @ParameterizedTest
  // The SDK computes CRC64NVME in native code that is not there; S3 itself computes it below.
  @EnumSource(
      names = {"UNKNOWN_TO_SDK_VERSION", "CRC64_NVME"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyChecksumIsKeptAndTold(ChecksumAlgorithm algorithm) {
    PutObjectResponse put =
        s3.putObject(
            b -> b.bucket(BUCKET).key("k").checksumAlgorithm(algorithm),
            RequestBody.fromString("123456789"));
    HeadObjectResponse head =
        s3.headObject(b -> b.bucket(BUCKET).key("k").checksumMode(ChecksumMode.ENABLED));
    assertThat(
            java.util.Arrays.asList(
                head.checksumCRC32(),
                head.checksumCRC32C(),
                head.checksumSHA1(),
                head.checksumSHA256()))
        .filteredOn(java.util.Objects::nonNull)
        .hasSize(1);
    assertThat(head.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    assertThat(put.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
  }

  @Test
  void aWrongChecksumOrDigestStoresNothing() {
    assertThatThrownBy(() ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("k").checksumSHA256("A".repeat(43) + "="),
                RequestBody.fromString("x")))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("SHA256 you specified did not match");
    assertThatThrownBy(() ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("k").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                RequestBody.fromString("x")))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("Content-MD5 you specified did not match");
    assertThatThrownBy(() -> get("k")).isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void metadataHeadersAndTagsComeBack() {
    s3.putObject(
        b ->
            b.bucket(BUCKET)
                .key("k")
                .contentType("text/html")
                .cacheControl("no-cache")
                .contentDisposition("inline")
                .metadata(Map.of("Colour", "blue"))
                .tagging("a=1&b=two%20words"),
        RequestBody.fromString("x"));
    GetObjectResponse got = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).response();
    assertThat(got.contentType()).isEqualTo("text/html");
    assertThat(got.cacheControl()).isEqualTo("no-cache");
    assertThat(got.contentDisposition()).isEqualTo("inline");
    assertThat(got.metadata()).containsExactly(Map.entry("colour", "blue"));
    assertThat(got.tagCount()).isEqualTo(2);
    assertThat(got.serverSideEncryptionAsString()).isEqualTo("AES256");
    assertThat(s3.getObjectTagging(b -> b.bucket(BUCKET).key("k")).tagSet())
        .extracting(tag -> tag.key() + "=" + tag.value())
        .containsExactly("a=1", "b=two words");
  }

  @Test
  void aMissingBucketOrKeyIsToldByName() {
    assertThatThrownBy(() -> s3.getObjectAsBytes(b -> b.bucket("other-box").key("k")))
        .isInstanceOf(NoSuchBucketException.class);
    assertThatThrownBy(() -> get("none")).isInstanceOf(NoSuchKeyException.class);
    assertThatThrownBy(() -> s3.headObject(b -> b.bucket(BUCKET).key("none")))
        .isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void theFilesOfLargeObjectsGoWithThem() throws Exception {
    s3.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromBytes(random(100_000)));
    s3.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromBytes(random(200_000)));
    assertThat(files()).isEqualTo(1);
    s3.deleteObject(b -> b.bucket(BUCKET).key("k"));
    assertThat(files()).isZero();
  }

  private long files() throws Exception {
    try (var files = Files.walk(folder.resolve("objects"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Nested
  class Ranges {
    @Test
    void aRunOfBytesIsAnsweredWith206() {
      put("k", "0123456789");
      assertThat(range("bytes=2-4")).isEqualTo("234");
      assertThat(range("bytes=-3")).isEqualTo("789");
      assertThat(range("bytes=8-100")).isEqualTo("89");
      assertThat(range("chars=1-2")).isEqualTo("0123456789");
      ResponseBytes<GetObjectResponse> got =
          s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k").range("bytes=2-4"));
      assertThat(got.response().contentRange()).isEqualTo("bytes 2-4/10");
      assertThat(got.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    }

    @Test
    void aRunBeyondTheEndIs416() {
      put("k", "0123456789");
      assertThatThrownBy(() -> range("bytes=10-"))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(416);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRange");
              });
    }

    private String range(String header) {
      return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k").range(header)).asUtf8String();
    }
  }

  @Nested
  class Conditions {
    @Test
    void areHeldAgainstTheObjectThatIsThere() {
      String etag = put("k", "one").eTag();
      assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k").ifMatch(etag)).asUtf8String())
          .isEqualTo("one");
      assertThat(status(() -> s3.getObject(b -> b.bucket(BUCKET).key("k").ifMatch("\"no\""))))
          .isEqualTo(412);
      assertThat(status(() -> s3.getObject(b -> b.bucket(BUCKET).key("k").ifNoneMatch(etag))))
          .isEqualTo(304);
      assertThat(
              status(() ->
                  s3.getObject(b ->
                      b.bucket(BUCKET)
                          .key("k")
                          .ifModifiedSince(server.clock.now().plusSeconds(60)))))
          .isEqualTo(304);
    }

    @Test
    void keepAWriteFromAnObjectThatIsThereOrIsAnother() {
      String etag = put("k", "one").eTag();
      assertThat(status(() -> write("k", "*", null))).isEqualTo(412);
      assertThat(status(() -> write("k", null, "\"no\""))).isEqualTo(412);
      assertThat(status(() -> write("none", null, etag))).isEqualTo(404);
      assertThat(get("k")).isEqualTo("one");
      write("k", null, etag);
      write("new", "*", null);
      assertThat(get("k") + get("new")).isEqualTo("twotwo");
    }

    private void write(
        String key,
        @org.jspecify.annotations.Nullable String noneMatch,
        @org.jspecify.annotations.Nullable String match) {
      s3.putObject(
          b -> b.bucket(BUCKET).key(key).ifNoneMatch(noneMatch).ifMatch(match),
          RequestBody.fromString("two"));
    }
  }

  private static int status(Runnable call) {
    try {
      call.run();
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  @Nested
  class Lists {
    @Test
    void comeInPagesWithCommonPrefixes() {
      for (String key : List.of("a/1", "a/2", "b", "c/1/x", "c/2", "d")) {
        put(key, key);
      }
      ListObjectsV2Response first =
          s3.listObjectsV2(b -> b.bucket(BUCKET).delimiter("/").maxKeys(2));
      assertThat(first.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("a/");
      assertThat(first.contents()).extracting(S3Object::key).containsExactly("b");
      assertThat(first.isTruncated()).isTrue();
      ListObjectsV2Response second =
          s3.listObjectsV2(b ->
              b.bucket(BUCKET).delimiter("/").continuationToken(first.nextContinuationToken()));
      assertThat(second.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("c/");
      assertThat(second.contents()).extracting(S3Object::key).containsExactly("d");
      assertThat(second.isTruncated()).isFalse();
      assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET).prefix("c/")).contents())
          .extracting(S3Object::key)
          .containsExactly("c/1/x", "c/2");
      assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET).startAfter("b")).keyCount()).isEqualTo(3);
    }

    @Test
    void ofManyKeysMissNone() {
      for (int i = 0; i < 1_205; i++) {
        put("k%05d".formatted(i), "");
      }
      assertThat(
              s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().stream()
                  .map(S3Object::key)
                  .distinct()
                  .count())
          .isEqualTo(1_205);
      assertThat(s3.listObjects(b -> b.bucket(BUCKET).marker("k01203")).contents()).hasSize(1);
    }
  }

  @Test
  void manyObjectsAreDeletedAtOnce() {
    put("a", "");
    put("b", "");
    assertThat(
            s3.deleteObjects(b ->
                    b.bucket(BUCKET)
                        .delete(d ->
                            d.objects(
                                ObjectIdentifier.builder().key("a").build(),
                                ObjectIdentifier.builder().key("none").build())))
                .deleted())
        .hasSize(2);
    assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents())
        .extracting(S3Object::key)
        .containsExactly("b");
  }

  @Test
  void aCopyTakesBytesMetadataAndTags() {
    s3.putObject(
        b -> b.bucket(BUCKET).key("a b").metadata(Map.of("m", "1")).tagging("t=1"),
        RequestBody.fromString("x"));
    s3.copyObject(b ->
        b.sourceBucket(BUCKET).sourceKey("a b").destinationBucket(BUCKET).destinationKey("copy"));
    GetObjectResponse copy = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("copy")).response();
    assertThat(copy.metadata()).containsEntry("m", "1");
    assertThat(copy.tagCount()).isEqualTo(1);
    assertThatThrownBy(() ->
            s3.copyObject(b ->
                b.sourceBucket(BUCKET)
                    .sourceKey("copy")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy")))
        .hasMessageContaining("copy an object to itself");
  }

  @Test
  void partsMakeOneObject() {
    byte[] large = random(5 * 1024 * 1024 + 7);
    String id = s3.createMultipartUpload(b -> b.bucket(BUCKET).key("k")).uploadId();
    CompletedPart one = part(id, 1, large);
    CompletedPart two = part(id, 2, "the end".getBytes(StandardCharsets.UTF_8));
    part(id, 3, new byte[10]);
    assertThat(s3.listParts(b -> b.bucket(BUCKET).key("k").uploadId(id)).parts()).hasSize(3);
    assertThat(s3.listMultipartUploads(b -> b.bucket(BUCKET)).uploads()).hasSize(1);
    String etag =
        s3.completeMultipartUpload(
                b -> b.bucket(BUCKET).key("k").uploadId(id).multipartUpload(m -> m.parts(one, two)))
            .eTag();
    assertThat(etag).endsWith("-2\"");
    byte[] got = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).asByteArray();
    assertThat(got)
        .hasSize(large.length + 7)
        .startsWith(large)
        .endsWith("the end".getBytes(StandardCharsets.UTF_8));
    assertThat(
            s3.getObjectAsBytes(b ->
                    b.bucket(BUCKET)
                        .key("k")
                        .range("bytes=" + (large.length - 1) + "-" + large.length))
                .asByteArray())
        .containsExactly(large[large.length - 1], 't');
    assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k").partNumber(2)).asUtf8String())
        .isEqualTo("the end");
    assertThat(s3.listMultipartUploads(b -> b.bucket(BUCKET)).uploads()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  void partsHaveTheChecksumOfTheirUpload(ChecksumAlgorithm algorithm) {
    String id =
        s3.createMultipartUpload(b -> b.bucket(BUCKET).key("k").checksumAlgorithm(algorithm))
            .uploadId();
    UploadPartResponse part =
        s3.uploadPart(
            b -> b.bucket(BUCKET).key("k").uploadId(id).partNumber(1).checksumAlgorithm(algorithm),
            RequestBody.fromString("all of it"));
    CompletedPart completed =
        CompletedPart.builder()
            .partNumber(1)
            .eTag(part.eTag())
            .checksumCRC32(part.checksumCRC32())
            .checksumCRC32C(part.checksumCRC32C())
            .checksumSHA1(part.checksumSHA1())
            .checksumSHA256(part.checksumSHA256())
            .build();
    CompleteMultipartUploadResponse whole =
        s3.completeMultipartUpload(
            b -> b.bucket(BUCKET).key("k").uploadId(id).multipartUpload(m -> m.parts(completed)));
    assertThat(
            Stream.of(
                    whole.checksumCRC32(),
                    whole.checksumCRC32C(),
                    whole.checksumSHA1(),
                    whole.checksumSHA256())
                .filter(Objects::nonNull))
        .singleElement()
        .asString()
        .endsWith("-1");
    assertThat(get("k")).isEqualTo("all of it");
  }

  private CompletedPart part(String id, int number, byte[] bytes) {
    var answer =
        s3.uploadPart(
            b -> b.bucket(BUCKET).key("k").uploadId(id).partNumber(number),
            RequestBody.fromBytes(bytes));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(answer.eTag())
        .checksumCRC32(answer.checksumCRC32())
        .build();
  }

  @Test
  void versionsAreKeptAndDeletionsAreMarked() {
    put("k", "null version");
    s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled")));
    String first = put("k", "one").versionId();
    String second = put("k", "two").versionId();
    assertThat(get("k")).isEqualTo("two");
    assertThat(version(first)).isEqualTo("one");
    assertThat(version("null")).isEqualTo("null version");
    var marker = s3.deleteObject(b -> b.bucket(BUCKET).key("k"));
    assertThat(marker.deleteMarker()).isTrue();
    assertThatThrownBy(() -> get("k")).isInstanceOf(NoSuchKeyException.class);
    assertThat(s3.listObjectVersions(b -> b.bucket(BUCKET)).versions())
        .extracting(v -> v.versionId())
        .containsExactly(second, first, "null");
    s3.deleteObject(b -> b.bucket(BUCKET).key("k").versionId(marker.versionId()));
    assertThat(get("k")).isEqualTo("two");
    s3.deleteObject(b -> b.bucket(BUCKET).key("k").versionId(second));
    assertThat(get("k")).isEqualTo("one");
    s3.putBucketVersioning(
        b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status("Suspended")));
    put("k", "null again");
    assertThat(version("null")).isEqualTo("null again");
    assertThat(s3.listObjectVersions(b -> b.bucket(BUCKET)).versions())
        .extracting(v -> v.versionId())
        .containsExactly("null", first);
  }

  private String version(String id) {
    return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("k").versionId(id)).asUtf8String();
  }
}
