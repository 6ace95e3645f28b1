package dev.forebay.function;

import static dev.forebay.function.TestLambda.ARN;
import static dev.forebay.function.TestLambda.assertConflict;
import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.assertNotFound;
import static dev.forebay.function.TestLambda.assertRefused;
import static dev.forebay.function.TestLambda.python;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.function.catalog.ResolvedFunction;
import dev.forebay.function.definition.FunctionChange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;

final class SettingsOfFunctionsTest {
  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
    lambda.create("f");
    lambda.publish("f");
    lambda.call(
        CreateAliasRequest.builder().functionName("f").name("live").functionVersion("1").build());
  }

  @Nested
  final class Reserved {
    @Test
    void itIsSetReadAndTakenAway() {
      reserve("f", 0);
      assertThat(reserved()).isZero();
      assertThat(lambda.resolve("f").reservedConcurrency()).contains(0);
      lambda.call(DeleteFunctionConcurrencyRequest.builder().functionName("f").build());
      assertThat(reserved()).isNull();
      assertThat(lambda.resolve("f").reservedConcurrency()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedInAwsWords() {
      assertInvalid(
          () -> reserve("f", 901),
          "Specified ReservedConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of [100].");
      reserve("f", 900);
      assertInvalid(
          () -> reserve("f:live", 1),
          "This operation is permitted on Lambda functions only. Aliases and versions do not"
              + " support this operation. Please specify either a function name or an unqualified"
              + " function ARN.");
      assertNotFound(() -> reserve("x", 1), "Function not found: " + ARN + "function:x:$LATEST");
      provision("1", 2);
      assertInvalid(
          () -> reserve("f", 1),
          " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned"
              + " concurrency [2].");
    }

    private Integer reserved() {
      return lambda
          .call(
              GetFunctionConcurrencyResponse.class,
              GetFunctionConcurrencyRequest.builder().functionName("f").build())
          .reservedConcurrentExecutions();
    }
  }

  @Nested
  final class Provisioned {
    @Test
    void itIsInProgressThenReadyAndCounted() {
      PutProvisionedConcurrencyConfigResponse put = provision("live", 3);
      assertThat(put.statusAsString()).isEqualTo("IN_PROGRESS");
      assertThat(put.allocatedProvisionedConcurrentExecutions()).isZero();
      GetProvisionedConcurrencyConfigResponse got =
          lambda.call(
              GetProvisionedConcurrencyConfigResponse.class,
              GetProvisionedConcurrencyConfigRequest.builder()
                  .functionName("f")
                  .qualifier("live")
                  .build());
      assertThat(got.statusAsString()).isEqualTo("READY");
      assertThat(lambda.resolve("f", "live").provisionedConcurrency()).isEqualTo(3);
      assertThat(lambda.resolve("f").provisionedConcurrency()).isZero();
      assertThat(lambda.api.catalog().provisioned(lambda.resolve("f").version().function()))
          .hasSize(1)
          .containsValue(3);
      assertThat(lambda.changes)
          .anyMatch(change -> change instanceof FunctionChange.ProvisionedConcurrencySet);
    }

    @Test
    void whatCannotBeIsRefusedInAwsWords() {
      assertInvalid(
          () -> provision("$LATEST", 1),
          "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
      assertInvalid(
          () -> get("$LATEST"),
          "The function resource provided must be an alias or a published version.");
      assertRefused(
          () -> get("live"),
          404,
          "ProvisionedConcurrencyConfigNotFoundException",
          "No Provisioned Concurrency Config found for this function");
      assertNotFound(() -> provision("no", 1), "Cannot find alias arn: " + ARN + "function:f:no");
      assertNotFound(() -> provision("9", 1), "Function not found: " + ARN + "function:f:9");
      assertInvalid(
          () -> provision("1", 1_001),
          "Specified ConcurrentExecutions for function is greater than account's unreserved"
              + " concurrency [1000].");
      assertInvalid(
          () -> provision("1", 901),
          "Specified ConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of [100].");
      provision("1", 2);
      assertConflict(
          () -> provision("live", 1),
          "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned"
              + " version");
      lambda.call(
          DeleteProvisionedConcurrencyConfigRequest.builder()
              .functionName("f")
              .qualifier("1")
              .build());
      provision("live", 2);
      assertConflict(
          () -> provision("1", 1), "Version is pointed by a Provisioned Concurrency alias");
      reserve("f", 2);
      assertInvalid(
          () -> provision("live", 3),
          "Requested Provisioned Concurrency should not be greater than the"
              + " reservedConcurrentExecution for function");
    }

    private void get(String qualifier) {
      lambda.call(
          GetProvisionedConcurrencyConfigRequest.builder()
              .functionName("f")
              .qualifier(qualifier)
              .build());
    }
  }

  @Nested
  final class EventInvoke {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:111111111111:q";

    @Test
    void putReplacesAndUpdateMerges() {
      PutFunctionEventInvokeConfigResponse put =
          lambda.call(
              PutFunctionEventInvokeConfigResponse.class,
              put().maximumRetryAttempts(1).maximumEventAgeInSeconds(60).build());
      assertThat(put.functionArn()).isEqualTo(ARN + "function:f:$LATEST");
      assertThat(put.destinationConfig().onSuccess()).isNotNull();
      assertThat(put.destinationConfig().onSuccess().destination()).isNull();
      UpdateFunctionEventInvokeConfigResponse updated =
          lambda.call(
              UpdateFunctionEventInvokeConfigResponse.class,
              UpdateFunctionEventInvokeConfigRequest.builder()
                  .functionName("f")
                  .destinationConfig(d -> d.onFailure(o -> o.destination(QUEUE)))
                  .build());
      assertThat(updated.maximumRetryAttempts()).isEqualTo(1);
      assertThat(updated.destinationConfig().onFailure().destination()).isEqualTo(QUEUE);
      assertThat(lambda.resolve("f").eventInvoke().orElseThrow().onFailure()).contains(QUEUE);
      assertThat(lambda.resolve("f", "live").eventInvoke()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedInAwsWords() {
      assertInvalid(
          () -> lambda.call(put().build()),
          "You must specify at least one of error handling or destination setting.");
      assertInvalid(
          () -> success("arn:aws:iam::111111111111:role/r"),
          "The provided destination config"
              + " DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:iam::111111111111:role/r),"
              + " onFailure=null) is invalid.");
      assertInvalid(
          () -> success(ARN + "function:nothere"),
          "The destination ARN " + ARN + "function:nothere is invalid.");
      assertInvalid(
          () -> success(ARN + "function:f"),
          "You can't specify the function as a destination for itself.");
      assertNotFound(
          () -> lambda.call(put().functionName("x").maximumRetryAttempts(1).build()),
          "The function doesn't exist.");
      String none = "The function " + ARN + "function:f:$LATEST doesn't have an EventInvokeConfig";
      assertNotFound(
          () ->
              lambda.call(GetFunctionEventInvokeConfigRequest.builder().functionName("f").build()),
          none);
      assertNotFound(
          () ->
              lambda.call(
                  DeleteFunctionEventInvokeConfigRequest.builder().functionName("f").build()),
          none);
    }

    private void success(String arn) {
      lambda.call(put().destinationConfig(d -> d.onSuccess(o -> o.destination(arn))).build());
    }

    private static PutFunctionEventInvokeConfigRequest.Builder put() {
      return PutFunctionEventInvokeConfigRequest.builder().functionName("f");
    }
  }

  @Nested
  final class Urls {
    @Test
    void areFoundByTheirIdsUntilTheyAreDeleted() {
      CreateFunctionUrlConfigResponse own =
          lambda.call(CreateFunctionUrlConfigResponse.class, create().build());
      String id = own.functionUrl().substring("http://".length(), own.functionUrl().indexOf('.'));
      for (int i = 0; i < 2; i++) {
        assertThat(lambda.api.urls().find(id))
            .hasValueSatisfying(
                found -> assertThat(found.target().arn()).hasToString(ARN + "function:f"));
      }
      lambda.call(DeleteFunctionUrlConfigRequest.builder().functionName("f").build());
      assertThat(lambda.api.urls().find(id)).isEmpty();
      assertThat(lambda.api.urls().find("unknown")).isEmpty();
    }

    @Test
    void oneForTheFunctionAndOneForEachAlias() {
      CreateFunctionUrlConfigResponse own =
          lambda.call(CreateFunctionUrlConfigResponse.class, create().build());
      CreateFunctionUrlConfigResponse live =
          lambda.call(CreateFunctionUrlConfigResponse.class, create().qualifier("live").build());
      assertThat(own.functionUrl())
          .matches("http://[a-z0-9]{32}\\.lambda-url\\.us-east-1\\.localhost:4566/");
      assertThat(own.functionArn()).isEqualTo(ARN + "function:f");
      assertThat(own.invokeModeAsString()).isNull();
      assertThat(live.functionArn()).isEqualTo(ARN + "function:f:live");
      GetFunctionUrlConfigResponse got =
          lambda.call(
              GetFunctionUrlConfigResponse.class,
              GetFunctionUrlConfigRequest.builder().functionName("f").build());
      assertThat(got.invokeModeAsString()).isEqualTo("BUFFERED");
      assertThat(got.functionUrl()).isEqualTo(own.functionUrl());
      lambda.call(DeleteFunctionUrlConfigRequest.builder().functionName("f").build());
      assertNotFound(
          () -> lambda.call(GetFunctionUrlConfigRequest.builder().functionName("f").build()),
          "The resource you requested does not exist.");
      lambda.call(
          GetFunctionUrlConfigRequest.builder().functionName("f").qualifier("live").build());
    }

    @Test
    void whatCannotBeIsRefusedInAwsWords() {
      lambda.call(create().build());
      assertConflict(
          () -> lambda.call(create().build()),
          "Failed to create function url config for [functionArn = "
              + ARN
              + "function:f]. Error message:  FunctionUrlConfig exists for this Lambda function");
      assertNotFound(
          () -> lambda.call(create().functionName("x").build()), "Function does not exist");
      assertNotFound(
          () -> lambda.call(ListFunctionUrlConfigsRequest.builder().functionName("x").build()),
          "Function does not exist");
      assertRefused(
          () -> lambda.call(create().qualifier("1").build()),
          400,
          "ValidationException",
          "1 validation error detected: Value '1' at 'qualifier' failed to satisfy constraint:"
              + " Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
    }

    private static CreateFunctionUrlConfigRequest.Builder create() {
      return CreateFunctionUrlConfigRequest.builder().functionName("f").authType("NONE");
    }
  }

  @Nested
  final class Tags {
    @Test
    void theyAreMergedListedAndTakenAway() {
      tag(ARN + "function:f", Map.of("a", "1", "b", "2"));
      tag(ARN + "function:f", Map.of("b", "3"));
      lambda.call(
          UntagResourceRequest.builder().resource(ARN + "function:f").tagKeys("a", "no").build());
      assertThat(
              lambda
                  .call(
                      ListTagsResponse.class,
                      ListTagsRequest.builder().resource(ARN + "function:f").build())
                  .tags())
          .isEqualTo(Map.of("b", "3"));
    }

    @Test
    void whatCannotBeIsRefusedInAwsWords() {
      assertInvalid(
          () -> tag(ARN + "function:f", Map.of()),
          "An error occurred and the request cannot be processed.");
      assertInvalid(
          () -> tag(ARN + "function:f", Map.of("AWS:a", "1")),
          "Tag keys that begin with aws: are reserved for AWS: AWS:a");
      assertInvalid(
          () -> tag(ARN + "function:f:1", Map.of("a", "1")),
          "Tags on function aliases and versions are not supported. Please specify a function ARN.");
      assertNotFound(
          () -> tag(ARN + "function:x", Map.of("a", "1")),
          "Function not found: " + ARN + "function:x");
      assertNotFound(
          () -> tag(ARN + "event-source-mapping:u", Map.of("a", "1")),
          "The resource you requested does not exist.");
      Map<String, String> many =
          IntStream.range(0, 51).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
      assertInvalid(
          () -> tag(ARN + "function:f", many), "Number of tags exceeds resource tag limit.");
    }

    private void tag(String arn, Map<String, String> tags) {
      lambda.call(TagResourceRequest.builder().resource(arn).tags(tags).build());
    }
  }

  @Nested
  final class Signing {
    @Test
    void enforceRefusesCodeAndWarnLetsItPass() {
      String warn = create("Warn");
      String enforce = create("Enforce");
      lambda.call(python("g").codeSigningConfigArn(warn).build());
      assertThat(link("g")).isEqualTo(warn);
      assertRefused(
          () -> lambda.call(python("h").codeSigningConfigArn(enforce).build()),
          400,
          "CodeVerificationFailedException",
          "The code signature failed one or more of the validation checks for signature mismatch or"
              + " expiry, and the code signing policy is set to ENFORCE. Lambda blocks the"
              + " deployment.");
      assertThat(link("f")).isEmpty();
    }

    @Test
    void whatIsNotThereAndWhatIsUsedIsRefused() {
      String missing = ARN + "code-signing-config:csc-00000000000000000";
      assertRefused(
          () ->
              lambda.call(
                  PutFunctionCodeSigningConfigRequest.builder()
                      .functionName("f")
                      .codeSigningConfigArn(missing)
                      .build()),
          404,
          "CodeSigningConfigNotFoundException",
          "The code signing configuration cannot be found. Check that the provided configuration is"
              + " not deleted: "
              + missing
              + ".");
      assertNotFound(
          () -> delete(missing),
          "The Lambda code signing configuration " + missing + " can not be found.");
      String used = create("Warn");
      lambda.call(
          PutFunctionCodeSigningConfigRequest.builder()
              .functionName("f")
              .codeSigningConfigArn(used)
              .build());
      assertConflict(
          () -> delete(used),
          "The code signing configuration " + used + " is used by one or more functions.");
    }

    private String create(String policy) {
      return lambda
          .call(
              CreateCodeSigningConfigResponse.class,
              CreateCodeSigningConfigRequest.builder()
                  .allowedPublishers(
                      a -> a.signingProfileVersionArns(List.of("arn:aws:signer:us-east-1::/p")))
                  .codeSigningPolicies(p -> p.untrustedArtifactOnDeployment(policy))
                  .build())
          .codeSigningConfig()
          .codeSigningConfigArn();
    }

    private void delete(String arn) {
      lambda.call(DeleteCodeSigningConfigRequest.builder().codeSigningConfigArn(arn).build());
    }

    private String link(String function) {
      return lambda
          .call(
              GetFunctionCodeSigningConfigResponse.class,
              GetFunctionCodeSigningConfigRequest.builder().functionName(function).build())
          .codeSigningConfigArn();
    }
  }

  @Test
  void recursionEndsUnlessAllowed() {
    assertThat(recursion()).isEqualTo("Terminate");
    lambda.call(
        PutFunctionRecursionConfigRequest.builder()
            .functionName("f")
            .recursiveLoop("Allow")
            .build());
    assertThat(recursion()).isEqualTo("Allow");
    assertThat(lambda.resolve("f").recursion()).isEqualTo(ResolvedFunction.Recursion.ALLOW);
  }

  @Test
  void runtimesAreUpdatedAutomaticallyUnlessConfigured() {
    assertThat(
            lambda
                .call(
                    GetRuntimeManagementConfigResponse.class,
                    GetRuntimeManagementConfigRequest.builder().functionName("f").build())
                .updateRuntimeOnAsString())
        .isEqualTo("Auto");
  }

  private String recursion() {
    return lambda
        .call(
            GetFunctionRecursionConfigResponse.class,
            GetFunctionRecursionConfigRequest.builder().functionName("f").build())
        .recursiveLoopAsString();
  }

  private void reserve(String function, int count) {
    lambda.call(
        PutFunctionConcurrencyRequest.builder()
            .functionName(function)
            .reservedConcurrentExecutions(count)
            .build());
  }

  private PutProvisionedConcurrencyConfigResponse provision(String qualifier, int count) {
    return lambda.call(
        PutProvisionedConcurrencyConfigResponse.class,
        PutProvisionedConcurrencyConfigRequest.builder()
            .functionName("f")
            .qualifier(qualifier)
            .provisionedConcurrentExecutions(count)
            .build());
  }
}
