package dev.forebay.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Signatures of forms: the worked example of "Example: Browser-Based Upload using HTTP POST (Using
 * AWS Signature Version 4)" in the Amazon S3 API Reference, and one of Version 2 by botocore 1.43.
 */
class FormSignatureTest {
  private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final WireRequest HEAD =
      new WireRequest("POST", "/box", "", Headers.of("Host", "localhost"), Bytes.EMPTY);
  private static final String POLICY =
      """
      { "expiration": "2015-12-30T12:00:00.000Z",
        "conditions": [
          {"bucket": "sigv4examplebucket"},
          ["starts-with", "$key", "user/user1/"],
          {"acl": "public-read"},
          {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
          ["starts-with", "$Content-Type", "image/"],
          {"x-amz-meta-uuid": "14365123651274"},
          {"x-amz-server-side-encryption": "AES256"},
          ["starts-with", "$x-amz-meta-tag", ""],

          {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
          {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
          {"x-amz-date": "20151229T000000Z" }
        ]
      }\
      """
          .replace("\n", "\r\n");

  private static Map<String, String> example() {
    return new HashMap<>(
        Map.of(
            "policy",
            Base64.getEncoder().encodeToString(POLICY.getBytes(StandardCharsets.UTF_8)),
            "x-amz-algorithm",
            "AWS4-HMAC-SHA256",
            "x-amz-credential",
            KEY + "/20151229/us-east-1/s3/aws4_request",
            "x-amz-date",
            "20151229T000000Z",
            "x-amz-signature",
            "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"));
  }

  private static String outcome(Map<String, String> fields) {
    try {
      SignedRequest signed =
          TestKeys.verifier(
                  TestKeys.source(TestKeys.root(KEY, SECRET)),
                  UnknownKeys.REFUSE,
                  Instant.parse("2015-12-30T00:00:00Z"))
              .begin(HEAD, fields)
              .orElseThrow();
      signed.verify(Bytes.EMPTY);
      return "accepted for " + signed.place();
    } catch (AwsException e) {
      return e.code() + " " + e.members().getOrDefault("ArgumentName", "");
    }
  }

  private static String with(String field, String value) {
    Map<String, String> fields = example();
    fields.put(field, value);
    return outcome(fields);
  }

  private static String without(String field) {
    Map<String, String> fields = example();
    fields.remove(field);
    return outcome(fields);
  }

  @Test
  void thePublishedExampleIsAccepted() {
    assertThat(outcome(example())).isEqualTo("accepted for 123456789012/us-east-1");
  }

  @Test
  void anotherPolicySignatureOrScopeIsRefused() {
    assertThat(with("policy", "e30=")).startsWith("SignatureDoesNotMatch");
    assertThat(with("x-amz-signature", "00")).startsWith("SignatureDoesNotMatch");
    assertThat(with("x-amz-credential", KEY + "/20151229/eu-west-1/s3/aws4_request"))
        .startsWith("SignatureDoesNotMatch");
    assertThat(with("x-amz-credential", "AKIAOTHER/20151229/us-east-1/s3/aws4_request"))
        .startsWith("InvalidAccessKeyId");
    assertThat(with("x-amz-credential", KEY + "/20151228/us-east-1/s3/aws4_request"))
        .startsWith("AuthorizationHeaderMalformed");
    assertThat(with("x-amz-credential", KEY + "/20151229/us-east-1/sqs/aws4_request"))
        .startsWith("InvalidArgument");
    assertThat(with("x-amz-credential", "nothing")).startsWith("InvalidArgument");
    assertThat(with("x-amz-algorithm", "AWS4-HMAC-SHA1")).startsWith("InvalidArgument");
    assertThat(with("x-amz-date", "yesterday")).startsWith("InvalidArgument");
  }

  @Test
  void whatIsMissingIsNamed() {
    for (String field : example().keySet()) {
      assertThat(without(field)).isEqualTo("InvalidArgument " + field);
    }
    assertThat(outcome(Map.of("policy", "e30=", "key", "k")))
        .isEqualTo("InvalidArgument AWSAccessKeyId");
  }

  @Test
  void aFormWithoutPolicyAndSignatureIsUnsigned() {
    SignatureVerifier verifier =
        TestKeys.verifier(TestKeys.source(), UnknownKeys.REFUSE, Instant.EPOCH);
    assertThat(verifier.begin(HEAD, Map.of("key", "k"))).isEmpty();
  }

  @Test
  void aSignatureOfVersion2IsOfThePolicyToo() {
    Map<String, String> fields =
        new HashMap<>(
            Map.of(
                "policy",
                    "eyJleHBpcmF0aW9uIjogIjIwMjYtMTEtMjJUMTQ6NTk6NDRaIiwgImNvbmRpdGlvbnMiOiBbeyJidWNrZXQiOiAiYm94In0sIHsia2V5IjogImsifV19",
                "awsaccesskeyid", KEY,
                "signature", "NVx8HKRqQ06mjMNZsVkcPqzzp0c="));
    assertThat(outcome(fields)).isEqualTo("accepted for 123456789012/us-east-1");
    fields.put("signature", "AAAA");
    assertThat(outcome(fields)).startsWith("SignatureDoesNotMatch");
    fields.remove("signature");
    assertThat(outcome(fields)).isEqualTo("InvalidArgument signature");
  }
}
