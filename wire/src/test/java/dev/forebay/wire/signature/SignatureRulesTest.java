package dev.forebay.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How signatures are refused that are not right, in each family of services. */
class SignatureRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:20:30Z");
  private static final String KEY = "AKIAFOREBAYTEST00001";
  private static final String SESSION = "ASIAFOREBAYTEST00001";

  private final SignatureVerifier strict = verifier(UnknownKeys.REFUSE);
  private final SignatureVerifier trusting = verifier(UnknownKeys.TRUST);

  private static SignatureVerifier verifier(UnknownKeys unknownKeys) {
    return TestKeys.verifier(
        TestKeys.source(
            TestKeys.root(KEY, "secret"),
            TestKeys.session(SESSION, "secret", "token", NOW.plusSeconds(10))),
        unknownKeys,
        NOW);
  }

  private static final class Attempt {
    private String key = KEY;
    private String scope = "20260301/us-east-1/lambda/aws4_request";
    private String date = "20260301T102030Z";
    private String signedHeaders = "host;x-amz-date";
    private Optional<String> authorization = Optional.empty();
    private final Headers.Builder more = Headers.builder();

    WireRequest request() {
      String standard =
          "AWS4-HMAC-SHA256 Credential="
              + key
              + "/"
              + scope
              + ", SignedHeaders="
              + signedHeaders
              + ", Signature="
              + "0".repeat(64);
      return new WireRequest(
          "POST",
          "/2015-03-31/functions",
          "",
          Headers.builder()
              .add("Host", "127.0.0.1:4566")
              .add("X-Amz-Date", date)
              .add("Authorization", authorization.orElse(standard))
              .addAll(more.build())
              .build(),
          Bytes.EMPTY);
    }

    AwsException refusedBy(SignatureVerifier verifier) {
      try {
        verifier.begin(request()).orElseThrow().verify(Bytes.EMPTY);
      } catch (AwsException e) {
        return e;
      }
      throw new AssertionError("accepted");
    }
  }

  private static void assertRefused(AwsException e, int status, String code, String message) {
    assertThat(e.code()).isEqualTo(code);
    assertThat(e.status()).isEqualTo(status);
    assertThat(e.text()).isEqualTo(message);
  }

  @Nested
  class Keys {
    private static final String INVALID = "The security token included in the request is invalid.";

    @Test
    void anUnknownKeyIsRefusedInTheWordsOfTheService() {
      Attempt lambda = new Attempt();
      lambda.key = "test";
      assertRefused(lambda.refusedBy(strict), 403, "UnrecognizedClientException", INVALID);

      lambda.more.add("X-Amz-Target", "Logs_20140328.PutLogEvents");
      assertRefused(lambda.refusedBy(strict), 400, "UnrecognizedClientException", INVALID);

      Attempt query = new Attempt();
      query.key = "test";
      query.more.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
      assertRefused(query.refusedBy(strict), 403, "InvalidClientTokenId", INVALID);

      Attempt s3 = new Attempt();
      s3.key = "test";
      s3.scope = "20260301/us-east-1/s3/aws4_request";
      assertRefused(
          s3.refusedBy(strict),
          403,
          "InvalidAccessKeyId",
          "The AWS Access Key Id you provided does not exist in our records.");
    }

    @Test
    void aTrustedUnknownKeyIsTheRootOfTheDefaultAccountOrOfTheAccountThatItSpells() {
      Attempt attempt = new Attempt();
      attempt.key = "test";
      assertThat(trusting.begin(attempt.request()).orElseThrow().caller())
          .isEqualTo(new Caller.Root(TestKeys.DEFAULT_ACCOUNT));
      attempt.key = "210987654321";
      SignedRequest signed = trusting.begin(attempt.request()).orElseThrow();
      assertThat(signed.place()).hasToString("210987654321/us-east-1");
      assertThat(signed.verify(Bytes.utf8("x"))).isEqualTo(Bytes.utf8("x"));
    }

    @Test
    void aKnownKeyIsVerifiedEvenWhenUnknownOnesAreTrusted() {
      assertThat(new Attempt().refusedBy(trusting).code()).isEqualTo("InvalidSignatureException");
    }

    @Test
    void aSessionNeedsItsTokenAndEnds() {
      Attempt attempt = new Attempt();
      attempt.key = SESSION;
      assertRefused(attempt.refusedBy(trusting), 403, "UnrecognizedClientException", INVALID);
      attempt.more.add("X-Amz-Security-Token", "token");
      assertThat(attempt.refusedBy(trusting).code()).isEqualTo("InvalidSignatureException");
      SignatureVerifier later =
          TestKeys.verifier(
              TestKeys.source(TestKeys.session(SESSION, "secret", "token", NOW)),
              UnknownKeys.TRUST,
              NOW);
      assertRefused(
          attempt.refusedBy(later),
          403,
          "ExpiredTokenException",
          "The security token included in the request is expired");
    }
  }

  @Nested
  class Dates {
    @Test
    void aDateMoreThanFiveMinutesBackIsRefused() {
      Attempt attempt = new Attempt();
      attempt.date = "20260301T101529Z";
      assertRefused(
          attempt.refusedBy(trusting),
          403,
          "InvalidSignatureException",
          "Signature expired: 20260301T101529Z is now earlier than 20260301T101530Z"
              + " (20260301T102030Z - 5 min.)");
    }

    @Test
    void aDateMoreThanFiveMinutesAheadIsRefused() {
      Attempt attempt = new Attempt();
      attempt.date = "20260301T102531Z";
      assertRefused(
          attempt.refusedBy(trusting),
          403,
          "InvalidSignatureException",
          "Signature not yet current: 20260301T102531Z is still later than 20260301T102530Z"
              + " (20260301T102030Z + 5 min.)");
    }

    @Test
    void aDateJustWithinTheSkewIsFine() {
      Attempt attempt = new Attempt();
      attempt.key = "test";
      attempt.date = "20260301T101530Z";
      assertThat(trusting.begin(attempt.request())).isPresent();
    }

    @Test
    void aDateThatIsNoneIsRefused() {
      Attempt attempt = new Attempt();
      attempt.date = "2026-03-01T10:20:30Z";
      assertRefused(
          attempt.refusedBy(trusting),
          403,
          "IncompleteSignatureException",
          "Date must be in ISO-8601 'basic format'. Got '2026-03-01T10:20:30Z'. See"
              + " http://en.wikipedia.org/wiki/ISO_8601");
    }
  }

  @Nested
  class Forms {
    @Test
    void everyPartThatIsMissingIsNamed() {
      Attempt attempt = new Attempt();
      attempt.authorization = Optional.of("AWS4-HMAC-SHA256 Credential=a/b/c/d/e");
      AwsException e = attempt.refusedBy(trusting);
      assertThat(e.code()).isEqualTo("IncompleteSignatureException");
      assertThat(e.text())
          .startsWith(
              "Authorization header requires 'Signature' parameter. Authorization header requires"
                  + " 'SignedHeaders' parameter. ")
          .doesNotContain("a/b/c");
    }

    @Test
    void anotherSchemeIsRefused() {
      Attempt attempt = new Attempt();
      attempt.authorization = Optional.of("Bearer abc");
      assertThat(attempt.refusedBy(trusting).text())
          .startsWith("Invalid key=value pair (missing equal-sign) in Authorization header");
    }

    @Test
    void aShortCredentialIsRefused() {
      Attempt attempt = new Attempt();
      attempt.scope = "us-east-1";
      assertThat(attempt.refusedBy(trusting).text())
          .isEqualTo(
              "Credential must have exactly 5 slash-delimited elements, e.g."
                  + " keyid/date/region/service/term, got '"
                  + KEY
                  + "/us-east-1'");
    }

    @Test
    void everythingThatIsWrongInTheScopeIsNamed() {
      Attempt attempt = new Attempt();
      attempt.scope = "20260228/nowhere/lambda/aws5";
      assertRefused(
          attempt.refusedBy(trusting),
          403,
          "InvalidSignatureException",
          "Credential should be scoped to a valid region, not 'nowhere'. Credential should be"
              + " scoped with a valid terminator: 'aws4_request', not 'aws5'. Date in Credential"
              + " scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260228'"
              + " != '20260301', from '20260301T102030Z'. ");
    }

    @Test
    void theHostAndEveryAmazonHeaderMustBeSigned() {
      Attempt attempt = new Attempt();
      attempt.signedHeaders = "x-amz-date";
      assertThat(attempt.refusedBy(trusting).text())
          .isEqualTo("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
      attempt.signedHeaders = "host;x-amz-date";
      attempt.more.add("X-Amz-Target", "Logs_20140328.DeleteLogGroup");
      assertThat(attempt.refusedBy(trusting).text())
          .isEqualTo("'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.");
    }

    @Test
    void aRequestWithoutASignatureIsNobodys() {
      WireRequest request =
          new WireRequest("GET", "/", "a=b", Headers.of("Host", "localhost"), Bytes.EMPTY);
      assertThat(trusting.begin(request)).isEmpty();
    }
  }

  @Nested
  class PresignedRequests {
    private WireRequest presigned(String service, String more) {
      return new WireRequest(
          "GET",
          "/x",
          "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260301%2Fus-east-1%2F"
              + service
              + "%2Faws4_request&X-Amz-SignedHeaders=host&X-Amz-Signature=00"
              + more,
          Headers.of("Host", "localhost"),
          Bytes.EMPTY);
    }

    private AwsException refused(WireRequest request) {
      try {
        trusting.begin(request);
      } catch (AwsException e) {
        return e;
      }
      throw new AssertionError("accepted");
    }

    @Test
    void liveAsLongAsTheySay() {
      assertThat(trusting.begin(presigned("s3", "&X-Amz-Date=20260301T092030Z&X-Amz-Expires=3600")))
          .isPresent();
      assertRefused(
          refused(presigned("s3", "&X-Amz-Date=20260301T092030Z&X-Amz-Expires=3599")),
          403,
          "AccessDenied",
          "Request has expired");
      assertThat(refused(presigned("sts", "&X-Amz-Date=20260301T092030Z&X-Amz-Expires=900")).text())
          .isEqualTo(
              "Signature expired: 20260301T092030Z is now earlier than 20260301T100530Z"
                  + " (20260301T102030Z - 15 min.)");
    }

    @Test
    void liveASecondToAWeek() {
      for (String span : new String[] {"0", "604801", "-1", "soon"}) {
        assertThat(
                refused(presigned("s3", "&X-Amz-Date=20260301T102030Z&X-Amz-Expires=" + span))
                    .code())
            .isEqualTo("AuthorizationQueryParametersError");
      }
    }

    @Test
    void nameEveryParameterThatIsMissing() {
      assertThat(refused(presigned("sts", "")).text())
          .isEqualTo(
              "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string"
                  + " parameters.");
    }
  }

  @Test
  void signingKeysAreBounded() {
    SigningKeys keys = new SigningKeys();
    for (int i = 0; i < 3_000; i++) {
      byte[] unused =
          keys.key("s" + i, new CredentialScope("k", "20260301", "us-east-1", "sts", "t"));
      assertThat(unused).hasSize(32);
    }
    assertThat(keys.size()).isEqualTo(1_024);
  }
}
