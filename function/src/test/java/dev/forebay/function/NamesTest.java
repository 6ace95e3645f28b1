package dev.forebay.function;

import static dev.forebay.function.TestLambda.ARN;
import static dev.forebay.function.TestLambda.HERE;
import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.assertNotFound;
import static dev.forebay.function.TestLambda.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.SystemClock;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

final class NamesTest {
  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
    lambda.create("my-fn");
    lambda.publish("my-fn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my-fn",
        "111111111111:function:my-fn",
        "function:my-fn",
        "us-east-1:111111111111:function:my-fn",
        "arn:aws:lambda:us-east-1:111111111111:function:my-fn"
      })
  void everyFormNamesTheFunctionAndWithAQualifierItsVersion(String form) {
    assertThat(get(form).configuration().functionArn()).isEqualTo(ARN + "function:my-fn");
    assertThat(get(form + ":1").configuration().functionArn()).isEqualTo(ARN + "function:my-fn:1");
    assertThat(lambda.resolve(form).version().version()).isEqualTo("$LATEST");
    assertThat(lambda.resolve(form + ":1").version().version()).isEqualTo("1");
  }

  @Test
  void aTruncatedArnIsAFunctionNamedFunction() {
    assertNotFound(
        () -> get("arn:aws:lambda:us-east-1:111111111111:function"),
        "Function not found: " + ARN + "function:function");
  }

  @Test
  void whatIsOutOfReachIsRefused() {
    assertNotFound(
        () -> get("arn:aws:lambda:eu-west-1:111111111111:function:my-fn"),
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')");
    assertRefused(
        () -> get("arn:aws:lambda:us-east-1:222222222222:function:my-fn"),
        403,
        "AccessDeniedException",
        "");
  }

  @Test
  void twoDifferentQualifiersAreRefused() {
    assertInvalid(
        () ->
            lambda.call(
                GetFunctionRequest.builder().functionName("my-fn:1").qualifier("2").build()),
        "The derived qualifier from the function name does not match the specified qualifier.");
    lambda.call(GetFunctionRequest.builder().functionName("my-fn:1").qualifier("1").build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid:function:name", "my-fn:1:2", "my fn", "my-fn:$LATES", "a:b:c:d"})
  void whatIsInNoFormIsRefusedWithThePattern(String name) {
    assertRefused(
        () -> lambda.resolve(name),
        400,
        "ValidationException",
        "1 validation error detected: Value '"
            + name
            + "' at 'functionName' failed to satisfy constraint: Member must satisfy regular"
            + " expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?");
  }

  @Test
  void anInvocationIsToldTheQualifierThatWasNotFound() {
    assertNotFound(() -> lambda.resolve("x"), "Function not found: " + ARN + "function:x:$LATEST");
    assertNotFound(
        () -> lambda.resolve("my-fn", "9"), "Function not found: " + ARN + "function:my-fn:9");
  }

  @Test
  void theImagesRevisionChangesWithTheConfigurationAndWithNothingElse() {
    String before = lambda.resolve("my-fn").version().revision();
    lambda.publish("my-fn");
    assertThat(lambda.resolve("my-fn").version().revision()).isEqualTo(before);
    lambda.call(
        UpdateFunctionConfigurationRequest.builder().functionName("my-fn").timeout(9).build());
    assertThat(lambda.resolve("my-fn").version().revision()).isNotEqualTo(before);
  }

  @Test
  void aWarmLookupTakesMicroseconds() {
    SplittableRandom random = new SplittableRandom(1);
    SystemClock clock = new SystemClock();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 50; round++) {
      long start = clock.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        lambda.api.catalog().resolve(HERE, "my-fn", Optional.empty(), random);
      }
      best = Math.min(best, (clock.nanoTime() - start) / 1_000);
    }
    assertThat(best).isLessThan(5_000);
  }

  private GetFunctionResponse get(String name) {
    return lambda.call(
        GetFunctionResponse.class, GetFunctionRequest.builder().functionName(name).build());
  }
}
