package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.signature.UnknownKeys;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** The AWS SDK's own clients, signing for real. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkClientsTest {
  private TestFront trusting;
  private TestFront strict;

  @BeforeAll
  void start() {
    trusting = new TestFront();
    strict =
        new TestFront(HttpSettings.loopback(0, TestFront.PLACE), UnknownKeys.REFUSE, List.of());
  }

  @AfterAll
  void stop() {
    trusting.close();
    strict.close();
  }

  private static SdkBytes invoke(LambdaClient lambda, String function, SdkBytes payload) {
    return lambda.invoke(r -> r.functionName(function).payload(payload)).payload();
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "arn:aws:lambda:eu-central-1:123456789012:function:echo:$LATEST"})
  void aSignedInvokeReachesItsHandler(String name) throws InterruptedException {
    try (LambdaClient lambda = strict.lambda(TestFront.KEY, TestFront.SECRET)) {
      SdkBytes payload = SdkBytes.fromUtf8String("{\"größe\":1}");
      assertThat(invoke(lambda, name, payload)).isEqualTo(payload);
      CallContext context = strict.echo.contexts.take();
      assertThat(context.caller().name()).isEqualTo("arn:aws:iam::123456789012:root");
      assertThat(context.place()).hasToString("123456789012/eu-central-1");
      assertThat(context.endpoint()).isEqualTo(strict.uri());
      assertThat(context.sourceIp()).contains("127.0.0.1");
      assertThat(context.userAgent().orElseThrow()).contains("aws-sdk-java");
    }
  }

  @Test
  void aWrongSecretIsRefused() {
    try (LambdaClient lambda = trusting.lambda(TestFront.KEY, "another")) {
      assertThatThrownBy(lambda::listFunctions)
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
                assertThat(e.requestId()).hasSize(36);
              });
    }
  }

  @Test
  void anUnknownKeyIsTrustedOrRefusedAsTheSettingSays() {
    try (LambdaClient trusted = trusting.lambda("test", "test");
        LambdaClient refused = strict.lambda("test", "test")) {
      assertThat(trusted.listFunctions().functions()).isEmpty();
      assertThatThrownBy(refused::listFunctions)
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode())
                    .isEqualTo("UnrecognizedClientException");
                assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("The security token included in the request is invalid.");
              });
    }
  }

  @Test
  void anErrorOfTheHandlerArrivesAsTheSdksException() {
    try (LambdaClient lambda = strict.lambda(TestFront.KEY, TestFront.SECRET)) {
      assertThatThrownBy(() -> invoke(lambda, "missing", SdkBytes.fromUtf8String("{}")))
          .isInstanceOf(ResourceNotFoundException.class)
          .hasMessageContaining("Function not found: missing");
    }
  }

  @Test
  void aFaultOfOursIsAServiceExceptionWithItsRequestId() {
    try (LambdaClient lambda = strict.lambda(TestFront.KEY, TestFront.SECRET)) {
      assertThatThrownBy(() -> invoke(lambda, "boom", SdkBytes.fromUtf8String("{}")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(500);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ServiceException");
                assertThat(e.awsErrorDetails().errorMessage()).doesNotContain("fault of ours");
                assertThat(e.requestId()).hasSize(36);
              });
    }
  }

  @Test
  void payloadsOfAllSizesComeBackWhole() {
    try (LambdaClient lambda = strict.lambda(TestFront.KEY, TestFront.SECRET)) {
      for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072, 6_291_456}) {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) '7');
        SdkBytes payload = SdkBytes.fromByteArray(bytes);
        assertThat(invoke(lambda, "echo", payload)).isEqualTo(payload);
      }
    }
  }

  @Test
  void aPackageThatIsTooLargeIsAnsweredAlthoughItIsStillBeingSent() {
    try (LambdaClient lambda = strict.lambda(TestFront.KEY, TestFront.SECRET)) {
      SdkBytes zip = SdkBytes.fromByteArrayUnsafe(new byte[54_000_000]);
      assertThatThrownBy(() ->
              lambda.createFunction(r ->
                  r.functionName("f")
                      .role("arn:aws:iam::123456789012:role/r")
                      .runtime("python3.13")
                      .handler("a.b")
                      .code(c -> c.zipFile(zip))))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(413);
                assertThat(e.awsErrorDetails().errorCode())
                    .isEqualTo("RequestEntityTooLargeException");
                assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo(
                        "Request must be smaller than 70167211 bytes for the CreateFunction"
                            + " operation");
              });
    }
  }

  @Test
  void stsSpeaksItsOwnProtocolAndCodes() {
    try (StsClient known =
            sts(strict, AwsBasicCredentials.create(TestFront.KEY, TestFront.SECRET));
        StsClient unknown = sts(strict, AwsBasicCredentials.create("test", "test"));
        StsClient wrong = sts(strict, AwsBasicCredentials.create(TestFront.KEY, "x"));
        StsClient session = sts(trusting, AwsSessionCredentials.create("210987654321", "x", "t"))) {
      GetCallerIdentityResponse identity = known.getCallerIdentity();
      assertThat(identity.account()).isEqualTo("123456789012");
      assertThat(identity.arn()).isEqualTo("arn:aws:iam::123456789012:root");
      assertThat(session.getCallerIdentity().account()).isEqualTo("210987654321");
      assertRefused(unknown, "InvalidClientTokenId");
      assertRefused(wrong, "SignatureDoesNotMatch");
    }
  }

  private static void assertRefused(StsClient sts, String code) {
    assertThatThrownBy(sts::getCallerIdentity)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.requestId()).hasSize(36);
            });
  }

  private static StsClient sts(
      TestFront front, software.amazon.awssdk.auth.credentials.AwsCredentials credentials) {
    return StsClient.builder()
        .endpointOverride(front.uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }
}
