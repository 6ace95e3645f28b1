package dev.forebay.function;

import static dev.forebay.function.TestLambda.HERE;
import static dev.forebay.function.TestLambda.python;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.forebay.wire.AwsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** Many callers at once; each test ends in a state that one after another could have made. */
final class RaceTest {
  private static final int CALLERS = 16;

  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
  }

  @Test
  void ofManyWhoCreateOneNameExactlyOneWins() {
    List<Optional<AwsException>> outcomes = atOnce(i -> python("f").build());
    assertThat(outcomes.stream().filter(Optional::isEmpty)).hasSize(1);
    assertThat(outcomes.stream().flatMap(Optional::stream))
        .allSatisfy(refusal -> assertThat(refusal.text()).isEqualTo("Function already exist: f"));
  }

  @Test
  void noFunctionOutlivesItsPackageInAReset() {
    for (int round = 0; round < 10; round++) {
      Thread reset = Thread.ofVirtual().start(() -> lambda.api.reset(lambda.engine::reset));
      atOnce(i -> python("f" + i).build());
      assertThatCode(reset::join).doesNotThrowAnyException();
      ListFunctionsResponse left =
          lambda.call(ListFunctionsResponse.class, ListFunctionsRequest.builder().build());
      assertThat(left.functions())
          .allSatisfy(function ->
              assertThat(lambda.resolve(function.functionName()).version().code()).exists());
    }
  }

  @Test
  void noPermissionAndNoTagIsLost() {
    lambda.create("f");
    atOnce(i ->
        AddPermissionRequest.builder()
            .functionName("f")
            .statementId("s" + i)
            .action("lambda:InvokeFunction")
            .principal("*")
            .build());
    atOnce(i ->
        TagResourceRequest.builder()
            .resource(TestLambda.ARN + "function:f")
            .tags(Map.of("k" + i, "v"))
            .build());
    GetPolicyResponse policy =
        lambda.call(GetPolicyResponse.class, GetPolicyRequest.builder().functionName("f").build());
    ListTagsResponse tags =
        lambda.call(
            ListTagsResponse.class,
            ListTagsRequest.builder().resource(TestLambda.ARN + "function:f").build());

    assertThat(policy.policy().split("\"Sid\"", -1)).hasSize(CALLERS + 1);
    assertThat(tags.tags()).hasSize(CALLERS);
  }

  @Test
  void aRevisionIsGoodForOneOfManyUpdates() {
    lambda.create("f");
    String revision =
        lambda
            .call(GetFunctionResponse.class, GetFunctionRequest.builder().functionName("f").build())
            .configuration()
            .revisionId();
    List<Optional<AwsException>> outcomes =
        atOnce(i ->
            UpdateFunctionConfigurationRequest.builder()
                .functionName("f")
                .timeout(10 + i)
                .revisionId(revision)
                .build());
    assertThat(outcomes.stream().filter(Optional::isEmpty)).hasSize(1);
  }

  @Test
  void versionsPublishedAtOnceHaveNumbersWithoutGapOrDouble() {
    lambda.create("f");
    atOnce(i ->
        UpdateFunctionCodeRequest.builder()
            .functionName("f")
            .zipFile(Zips.python("v" + i))
            .publish(true)
            .build());
    ListVersionsByFunctionResponse versions =
        lambda.call(
            ListVersionsByFunctionResponse.class,
            ListVersionsByFunctionRequest.builder().functionName("f").build());
    assertThat(versions.versions())
        .extracting(version -> version.version())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, CALLERS)
                .mapToObj(i -> i == 0 ? "$LATEST" : Integer.toString(i))
                .toList());
  }

  @Test
  void reservationsTogetherNeverTakeTheLastHundred() {
    IntStream.range(0, CALLERS).forEach(i -> lambda.create("f" + i));
    List<Optional<AwsException>> outcomes =
        atOnce(i ->
            PutFunctionConcurrencyRequest.builder()
                .functionName("f" + i)
                .reservedConcurrentExecutions(100)
                .build());
    assertThat(outcomes.stream().filter(Optional::isEmpty)).hasSize(9);
  }

  @Test
  void anAliasNeverPointsToAVersionThatWasDeletedMeanwhile() {
    for (int round = 1; round <= 10; round++) {
      lambda.create("f");
      lambda.publish("f");
      List<Optional<AwsException>> outcomes =
          atOnce(i ->
              i % 2 == 0
                  ? CreateAliasRequest.builder()
                      .functionName("f")
                      .name("a" + i)
                      .functionVersion("1")
                      .build()
                  : DeleteFunctionRequest.builder().functionName("f").qualifier("1").build());
      for (int i = 0; i < CALLERS; i += 2) {
        if (outcomes.get(i).isEmpty()) {
          assertThat(lambda.resolve("f", "a" + i).version().version()).isEqualTo("1");
        }
      }
      lambda.call(DeleteFunctionRequest.builder().functionName("f").build());
    }
  }

  @Test
  void aCallerSeesItsOwnUpdateInTheCatalogAtOnce() {
    lambda.create("f");
    atOnce(i -> {
      for (int j = 0; j < 20; j++) {
        lambda.api.catalog().resolve(HERE, "f", Optional.empty(), new SplittableRandom(i));
      }
      return UpdateFunctionConfigurationRequest.builder()
          .functionName("f")
          .timeout(100 + i)
          .build();
    });
    for (int timeout = 1; timeout <= 50; timeout++) {
      lambda.call(
          UpdateFunctionConfigurationRequest.builder().functionName("f").timeout(timeout).build());
      assertThat(lambda.resolve("f").version().timeout().toSeconds()).isEqualTo(timeout);
    }
  }

  private interface Making {
    SdkPojo request(int caller);
  }

  /** Makes all calls at once; the refusals, by caller. */
  private List<Optional<AwsException>> atOnce(Making making) {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<AwsException>>> futures = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        futures.add(callers.submit(call(start, making, i)));
      }
      start.countDown();
      return futures.stream().map(RaceTest::get).toList();
    }
  }

  private Callable<Optional<AwsException>> call(CountDownLatch start, Making making, int caller) {
    return () -> {
      start.await();
      try {
        lambda.call(making.request(caller));
        return Optional.empty();
      } catch (AwsException refusal) {
        return Optional.of(refusal);
      }
    };
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a caller failed", e);
    }
  }
}
