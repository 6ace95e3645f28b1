package dev.forebay.function;

import static dev.forebay.function.TestLambda.ARN;
import static dev.forebay.function.TestLambda.HERE;
import static dev.forebay.function.TestLambda.assertConflict;
import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.assertNotFound;
import static dev.forebay.function.TestLambda.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Qualifier;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

final class VersionsAndAliasesTest {
  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
    lambda.create("f");
  }

  @Nested
  final class Publishing {
    @Test
    void theAnswerIsAnActiveVersionUnderItsOwnArnAndRevision() {
      PublishVersionResponse version =
          lambda.call(
              PublishVersionResponse.class,
              PublishVersionRequest.builder().functionName("f").description("first").build());
      assertThat(version.version()).isEqualTo("1");
      assertThat(version.functionArn()).isEqualTo(ARN + "function:f:1");
      assertThat(version.stateAsString()).isEqualTo("Active");
      assertThat(version.lastUpdateStatusAsString()).isEqualTo("Successful");
      assertThat(version.description()).isEqualTo("first");
      assertThat(version.revisionId()).isNotEqualTo(revision());
    }

    @Test
    void withoutAChangeTheExistingVersionIsTheAnswer() {
      lambda.publish("f");
      assertThat(lambda.publish("f").version()).isEqualTo("1");
      configure("d");
      assertThat(lambda.publish("f").version()).isEqualTo("2");
      assertThat(lambda.publish("f").version()).isEqualTo("2");
    }

    @Test
    void theRevisionOfLatestChanges() {
      String before = revision();
      lambda.publish("f");
      assertThat(revision()).isNotEqualTo(before);
    }

    @Test
    void anotherHashOrRevisionThanExpectedIsRefused() {
      String hash =
          lambda
              .call(
                  GetFunctionConfigurationResponse.class,
                  GetFunctionConfigurationRequest.builder().functionName("f").build())
              .codeSha256();
      assertInvalid(
          () ->
              lambda.call(
                  PublishVersionRequest.builder().functionName("f").codeSha256("X").build()),
          "CodeSHA256 (X) is different from current CodeSHA256 in $LATEST ("
              + hash
              + "). Please try again with the CodeSHA256 in $LATEST.");
      assertRefused(
          () ->
              lambda.call(
                  PublishVersionRequest.builder().functionName("f").revisionId("old").build()),
          412,
          "PreconditionFailedException",
          "The Revision Id provided does not match the latest Revision Id. Call the"
              + " GetFunction/GetAlias API to retrieve the latest Revision Id");
    }

    @Test
    void aVersionKeepsItsConfigurationAndCode() {
      lambda.publish("f");
      configure("later");
      lambda.call(
          UpdateFunctionCodeRequest.builder().functionName("f").zipFile(Zips.python("2")).build());
      assertThat(lambda.resolve("f", "1").version().code().resolve("handler.py")).hasContent("# f");
      assertThat(lambda.resolve("f").version().code().resolve("handler.py")).hasContent("2");
    }

    @Test
    void listenersAreTold() {
      lambda.publish("f");
      assertThat(lambda.changes)
          .contains(new FunctionChange.Published(new FunctionId(HERE, "f"), "1"));
    }
  }

  @Nested
  final class Aliasing {
    @BeforeEach
    void twoVersions() {
      lambda.publish("f");
      configure("two");
      lambda.publish("f");
    }

    @Test
    void theAnswerHasWeightsOnlyIfThereAreAny() {
      CreateAliasResponse plain = create("live", "1", Map.of());
      assertThat(plain.aliasArn()).isEqualTo(ARN + "function:f:live");
      assertThat(plain.functionVersion()).isEqualTo("1");
      assertThat(plain.description()).isEmpty();
      assertThat(plain.routingConfig()).isNull();
      assertThat(create("canary", "1", Map.of("2", 0.1)).routingConfig().additionalVersionWeights())
          .isEqualTo(Map.of("2", 0.1));
    }

    @Test
    void creatingOneDoesNotChangeTheFunctionsRevision() {
      String before = revision();
      create("live", "1", Map.of());
      assertThat(revision()).isEqualTo(before);
    }

    @Test
    void whatCannotBeIsRefusedInAwsWords() {
      create("live", "1", Map.of());
      assertConflict(
          () -> create("live", "1", Map.of()), "Alias already exists: " + ARN + "function:f:live");
      assertNotFound(
          () -> create("x", "10", Map.of()), "Function not found: " + ARN + "function:f:10");
      assertNotFound(
          () -> create("x", "1", Map.of("10", 0.5)),
          "Function not found: " + ARN + "function:f:10");
      assertInvalid(
          () -> create("x", "$LATEST", Map.of("1", 0.5)),
          "$LATEST is not supported for an alias pointing to more than 1 version");
      assertInvalid(
          () -> create("x", "1", Map.of("2", 0.5, "3", 0.1)),
          "Number of items in AdditionalVersionWeights cannot be greater than 1");
      assertInvalid(
          () -> create("x", "1", Map.of("1", 0.5)),
          "Invalid function version 1. Function version 1 is already included in routing"
              + " configuration.");
      assertNotFound(
          () -> lambda.call(GetAliasRequest.builder().functionName("f").name("no").build()),
          "Cannot find alias arn: " + ARN + "function:f:no");
      assertNotFound(
          () -> lambda.call(UpdateAliasRequest.builder().functionName("f").name("no").build()),
          "Alias not found: " + ARN + "function:f:no");
      lambda.call(DeleteAliasRequest.builder().functionName("f").name("no").build());
    }

    @Test
    void emptyWeightsClearThemAndOmittedOnesStay() {
      create("canary", "1", Map.of("2", 0.1));
      UpdateAliasResponse kept =
          lambda.call(
              UpdateAliasResponse.class,
              UpdateAliasRequest.builder()
                  .functionName("f")
                  .name("canary")
                  .description("d")
                  .build());
      assertThat(kept.routingConfig().additionalVersionWeights()).containsEntry("2", 0.1);
      UpdateAliasResponse cleared =
          lambda.call(
              UpdateAliasResponse.class,
              UpdateAliasRequest.builder()
                  .functionName("f")
                  .name("canary")
                  .routingConfig(
                      AliasRoutingConfiguration.builder()
                          .additionalVersionWeights(Map.of())
                          .build())
                  .build());
      assertThat(cleared.routingConfig()).isNull();
      assertThat(cleared.description()).isEqualTo("d");
    }

    @Test
    void aStaleRevisionIsRefused() {
      String old = create("live", "1", Map.of()).revisionId();
      UpdateAliasRequest update =
          UpdateAliasRequest.builder()
              .functionName("f")
              .name("live")
              .functionVersion("2")
              .revisionId(old)
              .build();
      lambda.call(update);
      assertRefused(
          () -> lambda.call(update),
          412,
          "PreconditionFailedException",
          "The Revision Id provided does not match the latest Revision Id. Call the"
              + " GetFunction/GetAlias API to retrieve the latest Revision Id");
    }

    @Test
    void listingFiltersByVersionAndPages() {
      IntStream.range(0, 5).forEach(i -> create("a" + i, i < 3 ? "1" : "2", Map.of()));
      ListAliasesResponse ofTwo =
          lambda.call(
              ListAliasesResponse.class,
              ListAliasesRequest.builder().functionName("f").functionVersion("2").build());
      assertThat(ofTwo.aliases()).extracting(alias -> alias.name()).containsExactly("a3", "a4");
      ListAliasesResponse first =
          lambda.call(
              ListAliasesResponse.class,
              ListAliasesRequest.builder().functionName("f").maxItems(2).build());
      assertThat(first.aliases()).extracting(alias -> alias.name()).containsExactly("a0", "a1");
      ListAliasesResponse second =
          lambda.call(
              ListAliasesResponse.class,
              ListAliasesRequest.builder().functionName("f").marker(first.nextMarker()).build());
      assertThat(second.aliases()).hasSize(3);
    }

    @Test
    void trafficIsSplitByWeight() {
      create("canary", "1", Map.of("2", 0.25));
      SplittableRandom random = new SplittableRandom(7);
      long other =
          IntStream.range(0, 20_000)
              .mapToObj(i ->
                  lambda
                      .api
                      .catalog()
                      .resolve(HERE, "f", Optional.of(new Qualifier("canary")), random)
                      .version()
                      .version())
              .filter("2"::equals)
              .count();
      assertThat(other / 20_000.0).isCloseTo(0.25, within(0.02));
    }

    @Test
    void aRepointedAliasLeadsToTheOtherVersionAtOnce() {
      create("live", "1", Map.of());
      assertThat(lambda.resolve("f", "live").version().version()).isEqualTo("1");
      lambda.call(
          UpdateAliasRequest.builder().functionName("f").name("live").functionVersion("2").build());
      assertThat(lambda.resolve("f", "live").version().version()).isEqualTo("2");
      assertThat(lambda.resolve("f:live").invokedArn()).hasToString(ARN + "function:f:live");
      assertThat(lambda.resolve("f:live").alias()).contains("live");
      lambda.call(DeleteAliasRequest.builder().functionName("f").name("live").build());
      assertNotFound(
          () -> lambda.resolve("f", "live"), "Function not found: " + ARN + "function:f:live");
    }

    private CreateAliasResponse create(String name, String version, Map<String, Double> weights) {
      CreateAliasRequest.Builder request =
          CreateAliasRequest.builder().functionName("f").name(name).functionVersion(version);
      if (!weights.isEmpty()) {
        request.routingConfig(r -> r.additionalVersionWeights(weights));
      }
      return lambda.call(CreateAliasResponse.class, request.build());
    }
  }

  private void configure(String description) {
    lambda.call(
        UpdateFunctionConfigurationRequest.builder()
            .functionName("f")
            .description(description)
            .build());
  }

  private String revision() {
    return lambda
        .call(
            GetFunctionConfigurationResponse.class,
            GetFunctionConfigurationRequest.builder().functionName("f").build())
        .revisionId();
  }
}
