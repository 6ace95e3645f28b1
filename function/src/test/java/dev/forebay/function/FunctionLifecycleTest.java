package dev.forebay.function;

import static dev.forebay.function.TestLambda.ARN;
import static dev.forebay.function.TestLambda.assertConflict;
import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.assertNotFound;
import static dev.forebay.function.TestLambda.assertRefused;
import static dev.forebay.function.TestLambda.python;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

final class FunctionLifecycleTest {
  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
  }

  @Nested
  final class Creating {
    @Test
    void theAnswerShowsAPendingFunctionWithAwsDefaults() {
      CreateFunctionResponse created = lambda.create("f");

      assertThat(created.functionName()).isEqualTo("f");
      assertThat(created.functionArn()).isEqualTo(ARN + "function:f");
      assertThat(created.version()).isEqualTo("$LATEST");
      assertThat(created.stateAsString()).isEqualTo("Pending");
      assertThat(created.stateReason()).isEqualTo("The function is being created.");
      assertThat(created.stateReasonCodeAsString()).isEqualTo("Creating");
      assertThat(created.lastUpdateStatusAsString()).isNull();
      assertThat(created.memorySize()).isEqualTo(128);
      assertThat(created.timeout()).isEqualTo(3);
      assertThat(created.ephemeralStorage().size()).isEqualTo(512);
      assertThat(created.description()).isEmpty();
      assertThat(created.architecturesAsStrings()).containsExactly("x86_64");
      assertThat(created.packageTypeAsString()).isEqualTo("Zip");
      assertThat(created.loggingConfig().logFormatAsString()).isEqualTo("Text");
      assertThat(created.loggingConfig().logGroup()).isEqualTo("/aws/lambda/f");
      assertThat(created.tracingConfig().modeAsString()).isEqualTo("PassThrough");
      assertThat(created.snapStart().applyOnAsString()).isEqualTo("None");
      assertThat(created.snapStart().optimizationStatusAsString()).isEqualTo("Off");
      assertThat(created.lastModified()).isEqualTo("2025-11-25T02:26:54.000+0000");
      assertThat(created.runtimeVersionConfig().runtimeVersionArn())
          .matches("arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}");
      assertThat(created.environment()).isNull();
      assertThat(created.vpcConfig()).isNull();
      assertThat(created.hasLayers()).isFalse();
    }

    @Test
    void theFunctionIsActiveAtOnceAndHasAnotherRevisionThen() {
      CreateFunctionResponse created = lambda.create("f");
      FunctionConfiguration got = get("f").configuration();

      assertThat(got.stateAsString()).isEqualTo("Active");
      assertThat(got.stateReason()).isNull();
      assertThat(got.lastUpdateStatusAsString()).isEqualTo("Successful");
      assertThat(got.revisionId()).isNotEqualTo(created.revisionId());
    }

    @Test
    void aSecondOneOfTheSameNameIsRefused() {
      lambda.create("f");
      assertConflict(() -> lambda.create("f"), "Function already exist: f");
    }

    @Test
    void withPublishItIsVersionOneUnderTheUnqualifiedArn() {
      CreateFunctionResponse created =
          lambda.call(CreateFunctionResponse.class, python("f").publish(true).build());

      assertThat(created.version()).isEqualTo("1");
      assertThat(created.functionArn()).isEqualTo(ARN + "function:f");
      assertThat(created.stateAsString()).isEqualTo("Pending");
      assertThat(get("f", "1").configuration().stateAsString()).isEqualTo("Active");
    }

    @Test
    void aNameOf65CharactersIsRefusedHereButJustNotFoundElsewhere() {
      String name = "a".repeat(65);
      assertInvalid(
          () -> lambda.create(name),
          "1 validation error detected: Value '"
              + name
              + "' at 'functionName' failed to satisfy constraint: Member must have length less"
              + " than or equal to 64");
      assertNotFound(() -> get(name), "Function not found: " + ARN + "function:" + name);
      assertNotFound(
          () -> lambda.resolve(name),
          "Function not found: " + ARN + "function:" + name + ":$LATEST");
    }

    @Test
    void anEmptyEnvironmentIsEchoedAsSuch() {
      CreateFunctionResponse created =
          lambda.call(
              CreateFunctionResponse.class,
              python("f").environment(e -> e.variables(Map.of())).build());
      assertThat(created.environment().hasVariables()).isTrue();
      assertThat(created.environment().variables()).isEmpty();
    }

    @Test
    void whatForebayDoesNotHaveIsRefusedByName() {
      assertInvalid(
          () ->
              lambda.call(
                  python("f").tenancyConfig(t -> t.tenantIsolationMode("PER_TENANT")).build()),
          "TenancyConfig is not supported by Forebay.");
      assertInvalid(
          () -> lambda.call(python("f").durableConfig(d -> d.executionTimeout(1)).build()),
          "DurableConfig is not supported by Forebay.");
      assertInvalid(
          () -> lambda.call(python("f").packageType("Image").build()),
          "PackageType Image is not supported by Forebay: functions run as local processes from"
              + " zip packages, and there is no container runtime. Use PackageType Zip.");
    }
  }

  @Nested
  final class Reading {
    @Test
    void theArnAndVersionFollowTheQualifier() {
      lambda.create("f");
      lambda.publish("f");
      lambda.call(
          CreateAliasRequest.builder().functionName("f").name("live").functionVersion("1").build());

      assertThat(get("f").configuration().functionArn()).isEqualTo(ARN + "function:f");
      assertThat(get("f", "$LATEST").configuration().functionArn())
          .isEqualTo(ARN + "function:f:$LATEST");
      assertThat(get("f", "live").configuration().functionArn()).isEqualTo(ARN + "function:f:live");
      assertThat(get("f", "live").configuration().version()).isEqualTo("1");
      assertThat(get("f:live").configuration().version()).isEqualTo("1");
    }

    @Test
    void aMissingQualifierIsNamedInTheRefusal() {
      lambda.create("f");
      assertNotFound(() -> get("f", "7"), "Function not found: " + ARN + "function:f:7");
      assertNotFound(
          () -> get("f", "$latest"), "Function not found: " + ARN + "function:f:$latest");
      assertNotFound(() -> get("g", "1"), "Function not found: " + ARN + "function:g:1");
      assertNotFound(() -> get("g"), "Function not found: " + ARN + "function:g");
    }

    @Test
    void theLocationLeadsToTheZipForTenMinutes() {
      lambda.create("f");
      String location = get("f").code().location();
      assertThat(location).startsWith("http://localhost:4566/_forebay/code/");
      URI link = URI.create(location);

      assertThat(download(link)).isEqualTo(Zips.python("# f").asByteArray());
      assertThat(
              lambda
                  .api
                  .downloads()
                  .download(link.getRawPath(), link.getRawQuery() + "0", lambda.clock.now()))
          .isEmpty();
      lambda.clock.advance(Duration.ofMinutes(11));
      assertThat(
              lambda
                  .api
                  .downloads()
                  .download(link.getRawPath(), link.getRawQuery(), lambda.clock.now()))
          .isEmpty();
    }

    @Test
    void tagsAndReservedConcurrencyAreThereOnlyIfSet() {
      lambda.call(python("f").tags(Map.of("k", "v")).build());
      lambda.create("g");
      lambda.call(
          PutFunctionConcurrencyRequest.builder()
              .functionName("f")
              .reservedConcurrentExecutions(5)
              .build());

      assertThat(get("f").tags()).isEqualTo(Map.of("k", "v"));
      assertThat(get("f").concurrency().reservedConcurrentExecutions()).isEqualTo(5);
      assertThat(get("g").hasTags()).isFalse();
      assertThat(get("g").concurrency()).isNull();
    }

    private byte[] download(URI link) {
      return lambda
          .api
          .downloads()
          .download(link.getRawPath(), link.getRawQuery(), lambda.clock.now())
          .orElseThrow()
          .toArray();
    }
  }

  @Nested
  final class Updating {
    @Test
    void theAnswerSaysInProgressAndTheNextReadSuccessful() {
      lambda.create("f");
      UpdateFunctionConfigurationResponse updated =
          lambda.call(
              UpdateFunctionConfigurationResponse.class,
              UpdateFunctionConfigurationRequest.builder().functionName("f").timeout(9).build());

      assertThat(updated.stateAsString()).isEqualTo("Active");
      assertThat(updated.lastUpdateStatusAsString()).isEqualTo("InProgress");
      assertThat(updated.lastUpdateStatusReason()).isEqualTo("The function is being created.");
      assertThat(updated.lastUpdateStatusReasonCodeAsString()).isEqualTo("Creating");
      assertThat(get("f").configuration().lastUpdateStatusAsString()).isEqualTo("Successful");
      assertThat(get("f").configuration().timeout()).isEqualTo(9);
      assertThat(get("f").configuration().memorySize()).isEqualTo(128);
    }

    @Test
    void theRevisionOfAReadIsAcceptedOnceAndThenStale() {
      lambda.create("f");
      String revision = get("f").configuration().revisionId();
      UpdateFunctionConfigurationRequest update =
          UpdateFunctionConfigurationRequest.builder()
              .functionName("f")
              .timeout(4)
              .revisionId(revision)
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
    void anUpdateThatChangesNothingChangesTheRevision() {
      lambda.create("f");
      String before = get("f").configuration().revisionId();
      lambda.call(UpdateFunctionConfigurationRequest.builder().functionName("f").build());
      assertThat(get("f").configuration().revisionId()).isNotEqualTo(before);
    }

    @Test
    void aDryRunTellsWhatWouldBeAndChangesNothing() {
      lambda.create("f");
      String before = get("f").configuration().codeSha256();
      UpdateFunctionCodeResponse answer =
          lambda.call(
              UpdateFunctionCodeResponse.class,
              UpdateFunctionCodeRequest.builder()
                  .functionName("f")
                  .zipFile(Zips.python("other"))
                  .dryRun(true)
                  .build());
      assertThat(answer.codeSha256()).isNotEqualTo(before);
      assertThat(get("f").configuration().codeSha256()).isEqualTo(before);
    }

    @Test
    void withPublishTheAnswerIsTheNewVersionStillPending() {
      lambda.create("f");
      UpdateFunctionCodeResponse answer =
          lambda.call(
              UpdateFunctionCodeResponse.class,
              UpdateFunctionCodeRequest.builder()
                  .functionName("f")
                  .zipFile(Zips.python("other"))
                  .publish(true)
                  .build());
      assertThat(answer.version()).isEqualTo("1");
      assertThat(answer.functionArn()).isEqualTo(ARN + "function:f:1");
      assertThat(answer.stateAsString()).isEqualTo("Pending");
    }

    @Test
    void aMissingFunctionAndAQualifiedNameAreRefused() {
      assertNotFound(
          () -> lambda.call(UpdateFunctionConfigurationRequest.builder().functionName("f").build()),
          "Function not found: " + ARN + "function:f");
      lambda.create("f");
      assertInvalid(
          () ->
              lambda.call(
                  UpdateFunctionCodeRequest.builder().functionName("f").imageUri("x/y:z").build()),
          "Please don't provide ImageUri when updating a function with packageType Zip.");
    }
  }

  @Nested
  final class WhileUnderWay {
    @BeforeEach
    void slowly() {
      lambda = new TestLambda(folder.resolve("slow"), TestLambda.settlingIn(Duration.ofSeconds(2)));
      lambda.create("f");
    }

    @Test
    void aPendingFunctionRefusesUpdatesButRuns() {
      assertThat(get("f").configuration().stateAsString()).isEqualTo("Pending");
      assertConflict(
          () -> lambda.call(UpdateFunctionConfigurationRequest.builder().functionName("f").build()),
          "The operation cannot be performed at this time. The function is currently in the"
              + " following state: Pending");
      assertThat(lambda.resolve("f").version().version()).isEqualTo("$LATEST");
      lambda.clock.advance(Duration.ofSeconds(2));
      assertThat(get("f").configuration().stateAsString()).isEqualTo("Active");
    }

    @Test
    void anUpdateInProgressRefusesTheNextOneAndPublication() {
      lambda.clock.advance(Duration.ofSeconds(2));
      lambda.call(
          UpdateFunctionCodeRequest.builder().functionName("f").zipFile(Zips.python("2")).build());
      String text =
          "The operation cannot be performed at this time. An update is in progress for resource: "
              + ARN
              + "function:f";
      assertConflict(
          () ->
              lambda.call(
                  UpdateFunctionCodeRequest.builder()
                      .functionName("f")
                      .zipFile(Zips.python("3"))
                      .build()),
          text);
      assertConflict(
          () -> lambda.call(PublishVersionRequest.builder().functionName("f").build()), text);
      String during = get("f").configuration().revisionId();
      lambda.clock.advance(Duration.ofSeconds(2));
      assertThat(get("f").configuration().revisionId()).isNotEqualTo(during);
      assertThat(lambda.publish("f").version()).isEqualTo("1");
    }
  }

  @Nested
  final class Listing {
    @Test
    void pagesGoByNameFiftyAtMostAndShowNoState() {
      IntStream.range(0, 60).forEach(i -> lambda.create("f%02d".formatted(i)));
      ListFunctionsResponse first =
          lambda.call(
              ListFunctionsResponse.class, ListFunctionsRequest.builder().maxItems(1000).build());
      assertThat(first.functions()).hasSize(50);
      assertThat(first.functions().getFirst().functionArn()).isEqualTo(ARN + "function:f00");
      assertThat(first.functions().getFirst().stateAsString()).isNull();
      assertThat(first.functions().getFirst().lastUpdateStatusAsString()).isNull();
      ListFunctionsResponse second =
          lambda.call(
              ListFunctionsResponse.class,
              ListFunctionsRequest.builder().marker(first.nextMarker()).build());
      assertThat(second.functions()).hasSize(10);
      assertThat(second.functions().getFirst().functionName()).isEqualTo("f50");
      assertThat(second.nextMarker()).isNull();
    }

    @Test
    void allVersionsCarryQualifiedArnsLatestFirst() {
      lambda.create("f");
      lambda.publish("f");
      lambda.create("g");
      ListFunctionsResponse all =
          lambda.call(
              ListFunctionsResponse.class,
              ListFunctionsRequest.builder().functionVersion("ALL").build());
      assertThat(all.functions())
          .extracting(FunctionConfiguration::functionArn)
          .containsExactly(
              ARN + "function:f:$LATEST", ARN + "function:f:1", ARN + "function:g:$LATEST");
    }

    @Test
    void aMarkerOfAnotherListingIsRefused() {
      IntStream.range(0, 3).forEach(i -> lambda.create("f" + i));
      String marker =
          lambda
              .call(ListFunctionsResponse.class, ListFunctionsRequest.builder().maxItems(1).build())
              .nextMarker();
      assertInvalid(
          () -> lambda.call(ListFunctionsRequest.builder().marker("nonsense").build()),
          "The marker is not valid for this listing.");
      assertInvalid(
          () ->
              lambda.call(
                  ListFunctionsRequest.builder().functionVersion("ALL").marker(marker).build()),
          "The marker is not valid for this listing.");
    }

    @Test
    void otherAccountsAndRegionsAreNotListed() {
      lambda.create("f");
      ListFunctionsResponse elsewhere =
          (ListFunctionsResponse)
              lambda.call(
                  TestLambda.place("111111111111", "eu-west-1"),
                  ListFunctionsRequest.builder().build());
      assertThat(elsewhere.functions()).isEmpty();
    }
  }

  @Nested
  final class Deleting {
    @Test
    void theFunctionAndAllThatHangsOnItAreGone() {
      lambda.create("f");
      lambda.publish("f");
      DeleteFunctionResponse deleted =
          lambda.call(
              DeleteFunctionResponse.class,
              DeleteFunctionRequest.builder().functionName("f").build());
      assertThat(deleted.statusCode()).isEqualTo(204);
      assertNotFound(
          () -> lambda.call(DeleteFunctionRequest.builder().functionName("f").build()),
          "Function not found: " + ARN + "function:f");
      assertNotFound(() -> get("f", "1"), "Function not found: " + ARN + "function:f:1");
      lambda.create("f");
      assertNotFound(() -> get("f", "1"), "Function not found: " + ARN + "function:f:1");
    }

    @Test
    void qualifiersAreTreatedAsAwsTreatsThem() {
      lambda.create("f");
      lambda.publish("f");
      assertInvalid(
          () -> delete("f", "$LATEST"),
          "$LATEST version cannot be deleted without deleting the function.");
      assertInvalid(() -> delete("f", "live"), "Deletion of aliases is not currently supported.");
      assertNotFound(
          () -> delete("nothere", "1"), "Function not found: " + ARN + "function:nothere");
      delete("f", "42");
      delete("f", "1");
      delete("f", "1");
      assertNotFound(() -> get("f", "1"), "Function not found: " + ARN + "function:f:1");
    }

    @Test
    void aVersionThatAnAliasPointsToStays() {
      lambda.create("f");
      lambda.publish("f");
      lambda.call(
          CreateAliasRequest.builder().functionName("f").name("live").functionVersion("1").build());
      assertConflict(
          () -> delete("f", "1"), "Version 1 cannot be deleted because alias live points to it.");
    }

    private void delete(String name, String qualifier) {
      lambda.call(DeleteFunctionRequest.builder().functionName(name).qualifier(qualifier).build());
    }
  }

  @Test
  void getFunctionConfigurationAnswersTheSameConfiguration() {
    lambda.create("f");
    GetFunctionConfigurationResponse answer =
        lambda.call(
            GetFunctionConfigurationResponse.class,
            GetFunctionConfigurationRequest.builder().functionName("f").build());
    assertThat(answer.revisionId()).isEqualTo(get("f").configuration().revisionId());
    assertThat(answer.stateAsString()).isEqualTo("Active");
  }

  private GetFunctionResponse get(String name) {
    return lambda.call(
        GetFunctionResponse.class, GetFunctionRequest.builder().functionName(name).build());
  }

  private GetFunctionResponse get(String name, String qualifier) {
    return lambda.call(
        GetFunctionResponse.class,
        GetFunctionRequest.builder().functionName(name).qualifier(qualifier).build());
  }
}
