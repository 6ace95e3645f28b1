package dev.forebay.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Links of Version 2: the published example, and links that botocore 1.43 made. */
class PresignedV2Test {
  private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final String EXAMPLE =
      "AWSAccessKeyId=" + KEY + "&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620";
  private static final Instant BEFORE = Instant.ofEpochSecond(1_175_139_619);

  private static SignedRequest begin(String path, String query, String host, Instant now) {
    WireRequest head = new WireRequest("GET", path, query, Headers.of("Host", host), Bytes.EMPTY);
    return TestKeys.verifier(TestKeys.source(TestKeys.root(KEY, SECRET)), UnknownKeys.REFUSE, now)
        .begin(head)
        .orElseThrow();
  }

  private static String refusal(String path, String query, Instant now) {
    try {
      begin(path, query, "s3.amazonaws.com", now).verify(Bytes.EMPTY);
      return "accepted";
    } catch (AwsException e) {
      return e.code();
    }
  }

  @Test
  void thePublishedExampleIsAcceptedWithTheBucketInTheHostAndInThePath() {
    SignedRequest host = begin("/photos/puppy.jpg", EXAMPLE, "johnsmith.s3.amazonaws.com", BEFORE);
    assertThat(host.verify(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
    assertThat(host.service()).isEqualTo("s3");
    assertThat(host.place().account()).isEqualTo(TestKeys.OWNER);
    SignedRequest path = begin("/johnsmith/photos/puppy.jpg", EXAMPLE, "s3.amazonaws.com", BEFORE);
    assertThat(path.verify(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void anotherKeyObjectOrParameterIsRefused() {
    assertThat(refusal("/johnsmith/photos/kitten.jpg", EXAMPLE, BEFORE))
        .isEqualTo("SignatureDoesNotMatch");
    assertThat(refusal("/johnsmith/photos/puppy.jpg", EXAMPLE + "&versionId=1", BEFORE))
        .isEqualTo("SignatureDoesNotMatch");
    assertThat(refusal("/johnsmith/photos/puppy.jpg", EXAMPLE + "&x-amz-acl=private", BEFORE))
        .isEqualTo("SignatureDoesNotMatch");
    assertThat(
            refusal("/johnsmith/photos/puppy.jpg", EXAMPLE.replace("EXAMPLE&", "OTHER&"), BEFORE))
        .isEqualTo("InvalidAccessKeyId");
  }

  @Test
  void aLinkEnds() {
    assertThat(refusal("/johnsmith/photos/puppy.jpg", EXAMPLE, BEFORE.plusSeconds(1)))
        .isEqualTo("AccessDenied");
    assertThat(refusal("/johnsmith/photos/puppy.jpg", EXAMPLE.replace("=117", "=x"), BEFORE))
        .isEqualTo("AccessDenied");
  }

  @Test
  void signedParametersAreComparedDecodedAndInOrder() {
    String query =
        "versionId=x&response-content-type=text%2Fplain&uninvolved=1&AWSAccessKeyId="
            + KEY
            + "&Signature=n9OSdYufy745irFQFC5MmRvPDvg%3D&Expires=1175139620";
    assertThat(refusal("/first-box/a%20b/%C3%BC", query, BEFORE)).isEqualTo("accepted");
  }

  @Test
  void aQueryOfAnotherServiceIsNoLink() {
    WireRequest head =
        new WireRequest(
            "GET",
            "/",
            EXAMPLE + "&SignatureVersion=2&Action=ListQueues",
            Headers.of("Host", "sqs.amazonaws.com"),
            Bytes.EMPTY);
    SignatureVerifier verifier = TestKeys.verifier(TestKeys.source(), UnknownKeys.REFUSE, BEFORE);
    assertThat(verifier.begin(head)).isEmpty();
  }
}
