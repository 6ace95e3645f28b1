package dev.forebay.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The worked examples of AWS's documentation: "Create a signed AWS API request" in the IAM User
 * Guide and "Authenticating requests (AWS Signature Version 4)" in the Amazon S3 API Reference.
 */
class PublishedExamplesTest {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256 ";

  @Nested
  class OfTheIamUserGuide {
    private final SignatureVerifier verifier =
        TestKeys.verifier(
            TestKeys.source(
                TestKeys.root("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
            UnknownKeys.REFUSE,
            Instant.parse("2015-08-30T12:36:00Z"));

    private WireRequest listUsers(String query, String signature) {
      return new WireRequest(
          "GET",
          "/",
          query,
          Headers.of(
              "Content-Type",
              "application/x-www-form-urlencoded; charset=utf-8",
              "Host",
              "iam.amazonaws.com",
              "X-Amz-Date",
              "20150830T123600Z",
              "Authorization",
              ALGORITHM
                  + "Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                  + "SignedHeaders=content-type;host;x-amz-date, Signature="
                  + signature),
          Bytes.EMPTY);
    }

    @Test
    void listUsersVerifies() {
      SignedRequest signed =
          verifier
              .begin(
                  listUsers(
                      "Action=ListUsers&Version=2010-05-08",
                      "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"))
              .orElseThrow();
      assertThat(signed.verify(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
      assertThat(signed.service()).isEqualTo("iam");
      assertThat(signed.place()).hasToString("123456789012/us-east-1");
    }

    @Test
    void anotherActionUnderTheSameSignatureIsRefused() {
      SignedRequest signed =
          verifier
              .begin(
                  listUsers(
                      "Action=ListRoles&Version=2010-05-08",
                      "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"))
              .orElseThrow();
      assertThatThrownBy(() -> signed.verify(Bytes.EMPTY))
          .isInstanceOfSatisfying(
              AwsException.class,
              e -> {
                assertThat(e.code()).isEqualTo("SignatureDoesNotMatch");
                assertThat(e.status()).isEqualTo(403);
              });
    }

    @Test
    void theVanillaRequestOfTheTestSuiteVerifies() {
      WireRequest request =
          new WireRequest(
              "GET",
              "/",
              "",
              Headers.of(
                  "Host",
                  "example.amazonaws.com",
                  "X-Amz-Date",
                  "20150830T123600Z",
                  "Authorization",
                  ALGORITHM
                      + "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                      + "SignedHeaders=host;x-amz-date, Signature="
                      + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
              Bytes.EMPTY);
      assertThat(verifier.begin(request).orElseThrow().verify(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
    }
  }

  @Nested
  class OfTheS3Reference {
    private final SignatureVerifier verifier =
        TestKeys.verifier(
            TestKeys.source(
                TestKeys.root("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
            UnknownKeys.REFUSE,
            Instant.parse("2013-05-24T00:00:00Z"));

    private static final String CREDENTIAL =
        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,";
    private static final String BUCKET = "examplebucket.s3.amazonaws.com";

    private Bytes verify(WireRequest head, Bytes body) {
      return verifier.begin(head).orElseThrow().verify(body);
    }

    @Test
    void gettingARangeOfAnObjectVerifies() {
      WireRequest request =
          new WireRequest(
              "GET",
              "/test.txt",
              "",
              Headers.of(
                  "Host",
                  BUCKET,
                  "Range",
                  "bytes=0-9",
                  "x-amz-content-sha256",
                  Sha256.OF_NOTHING,
                  "x-amz-date",
                  "20130524T000000Z",
                  "Authorization",
                  ALGORITHM
                      + CREDENTIAL
                      + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                      + "Signature="
                      + "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
              Bytes.EMPTY);
      assertThat(verify(request, Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void puttingAnObjectVerifiesAndAnotherBodyIsRefused() {
      WireRequest request =
          new WireRequest(
              "PUT",
              "/test$file.text",
              "",
              Headers.of(
                  "Host",
                  BUCKET,
                  "Date",
                  "Fri, 24 May 2013 00:00:00 GMT",
                  "x-amz-date",
                  "20130524T000000Z",
                  "x-amz-storage-class",
                  "REDUCED_REDUNDANCY",
                  "x-amz-content-sha256",
                  "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
                  "Authorization",
                  ALGORITHM
                      + CREDENTIAL
                      + "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
                      + "Signature="
                      + "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
              Bytes.EMPTY);
      Bytes body = Bytes.utf8("Welcome to Amazon S3.");
      assertThat(verify(request, body)).isEqualTo(body);
      assertThatThrownBy(() -> verify(request, Bytes.utf8("Welcome to Amazon S4.")))
          .isInstanceOfSatisfying(
              AwsException.class, e -> assertThat(e.code()).isEqualTo("XAmzContentSHA256Mismatch"));
    }

    @Test
    void aPresignedObjectVerifies() {
      WireRequest request =
          new WireRequest(
              "GET",
              "/test.txt",
              "X-Amz-Algorithm=AWS4-HMAC-SHA256"
                  + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                  + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                  + "&X-Amz-Signature="
                  + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
              Headers.of("Host", BUCKET),
              Bytes.EMPTY);
      assertThat(verify(request, Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
    }

    private WireRequest chunked(String... headers) {
      return new WireRequest(
          "PUT",
          "/examplebucket/chunkObject.txt",
          "",
          Headers.builder()
              .add("Host", "s3.amazonaws.com")
              .add("x-amz-date", "20130524T000000Z")
              .add("x-amz-storage-class", "REDUCED_REDUNDANCY")
              .add("Content-Encoding", "aws-chunked")
              .add("x-amz-decoded-content-length", "66560")
              .addAll(Headers.of(headers))
              .build(),
          Bytes.EMPTY);
    }

    private static Bytes framed(String first, String second, String last, String trailers) {
      return Bytes.utf8(
          "10000;chunk-signature="
              + first
              + "\r\n"
              + "a".repeat(65_536)
              + "\r\n400;chunk-signature="
              + second
              + "\r\n"
              + "a".repeat(1_024)
              + "\r\n0;chunk-signature="
              + last
              + "\r\n"
              + trailers
              + "\r\n");
    }

    @Test
    void anUploadInSignedChunksVerifiesAndAChangedChunkIsRefused() {
      WireRequest request =
          chunked(
              "x-amz-content-sha256",
              "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
              "Content-Length",
              "66824",
              "Authorization",
              ALGORITHM
                  + CREDENTIAL
                  + "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;"
                  + "x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature="
                  + "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
      Bytes body =
          framed(
              "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
              "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
              "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
              "");
      assertThat(verify(request, body)).isEqualTo(Bytes.utf8("a".repeat(66_560)));
      byte[] changed = body.toArray();
      changed[60_000] = 'b';
      assertThatThrownBy(() -> verify(request, Bytes.wrap(changed)))
          .isInstanceOfSatisfying(
              AwsException.class, e -> assertThat(e.code()).isEqualTo("SignatureDoesNotMatch"));
    }

    @Test
    void anUploadWithASignedTrailerVerifies() {
      WireRequest request =
          chunked(
              "x-amz-content-sha256",
              "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
              "x-amz-trailer",
              "x-amz-checksum-crc32c",
              "Authorization",
              ALGORITHM
                  + CREDENTIAL
                  + "SignedHeaders=content-encoding;host;x-amz-content-sha256;"
                  + "x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,"
                  + "Signature="
                  + "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
      Bytes body =
          framed(
              "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
              "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
              "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
              "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:"
                  + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n");
      assertThat(verify(request, body)).isEqualTo(Bytes.utf8("a".repeat(66_560)));
    }
  }
}
