package dev.forebay.function;

import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.python;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.function.runtime.Runtimes;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

final class ConfigurationTest {
  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
  }

  @Test
  void anUnknownRuntimeIsRefusedWithTheListOfThoseThereAre() {
    assertInvalid(
        () -> lambda.call(python("f").runtime("PYTHON3.9").build()),
        "Value PYTHON3.9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value"
            + " set: [nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x,"
            + " nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2,"
            + " python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6,"
            + " nodejs18.x, provided.al2, java8.al2] or be a valid ARN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3.7",
        "nodejs14.x",
        "java8",
        "go1.x",
        "ruby2.7",
        "provided",
        "dotnetcore3.1"
      })
  void aRetiredRuntimeIsRefusedAsSuch(String runtime) {
    assertInvalid(
        () -> lambda.call(python("f").runtime(runtime).build()),
        "The runtime parameter of "
            + runtime
            + " is no longer supported for creating or updating AWS Lambda functions. We recommend"
            + " you use a supported runtime while creating or updating functions.");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
  void everyRuntimeOfTheSdkIsKnown(Runtime runtime) {
    assertThat(Runtimes.isKnown(runtime.toString())).isTrue();
  }

  @Test
  void aZipFunctionNeedsARuntimeAndAHandler() {
    String text =
        "Runtime and Handler are mandatory parameters for functions created with deployment"
            + " packages.";
    assertInvalid(() -> lambda.call(python("f").runtime((String) null).build()), text);
    assertInvalid(() -> lambda.call(python("f").handler(null).build()), text);
  }

  @Test
  void codeMustComeFromExactlyOnePlace() {
    assertInvalid(
        () -> lambda.call(python("f").code(FunctionCode.builder().build()).build()),
        "Please provide a source for function code.");
    assertInvalid(
        () ->
            lambda.call(
                python("f").code(FunctionCode.builder().s3Bucket("b").s3Key("k").build()).build()),
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The"
            + " specified bucket does not exist");
  }

  @Test
  void theEnvironmentMayHave4096BytesOfJsonAndNoMore() {
    String fits = "x".repeat(4_096 - "{\"KEY\":\"\"}".length());
    lambda.call(environment("f", Map.of("KEY", fits)));
    assertInvalid(
        () -> lambda.call(environment("g", Map.of("KEY", fits + "x"))),
        "Lambda was unable to configure your environment variables because the environment"
            + " variables you have provided exceeded the 4KB limit. String measured: {\"KEY\":\""
            + fits
            + "x\"}");
  }

  @Test
  void reservedVariablesAreNamed() {
    assertInvalid(
        () -> lambda.call(environment("f", Map.of("AWS_REGION", "x", "MINE", "y"))),
        "Lambda was unable to configure your environment variables because the environment"
            + " variables you have provided contains reserved keys that are currently not supported"
            + " for modification. Reserved keys used in this request: AWS_REGION");
  }

  @Test
  void levelsComeWithJsonAndGoWithText() {
    CreateFunctionResponse json =
        lambda.call(
            CreateFunctionResponse.class,
            python("f").loggingConfig(l -> l.logFormat("JSON").logGroup("/mine")).build());
    assertThat(json.loggingConfig().applicationLogLevelAsString()).isEqualTo("INFO");
    assertThat(json.loggingConfig().systemLogLevelAsString()).isEqualTo("INFO");
    UpdateFunctionConfigurationResponse text =
        update(
            UpdateFunctionConfigurationRequest.builder()
                .functionName("f")
                .loggingConfig(l -> l.logFormat("Text"))
                .build());
    assertThat(text.loggingConfig().applicationLogLevelAsString()).isNull();
    assertThat(text.loggingConfig().logGroup()).isEqualTo("/mine");
    assertInvalid(
        () ->
            lambda.call(
                python("g")
                    .loggingConfig(l -> l.logFormat("Text").applicationLogLevel("DEBUG"))
                    .build()),
        "LogLevel is not supported when LogFormat is set to \"Text\". Remove LogLevel from your"
            + " request or change the LogFormat to \"JSON\" and try again.");
  }

  @Test
  void aNetworkIsEchoedAndItsRemovalLeavesEmptyLists() {
    CreateFunctionResponse created =
        lambda.call(
            CreateFunctionResponse.class,
            python("f").vpcConfig(v -> v.subnetIds("subnet-1").securityGroupIds("sg-1")).build());
    assertThat(created.vpcConfig().subnetIds()).containsExactly("subnet-1");
    assertThat(created.vpcConfig().ipv6AllowedForDualStack()).isFalse();
    UpdateFunctionConfigurationResponse without =
        update(
            UpdateFunctionConfigurationRequest.builder()
                .functionName("f")
                .vpcConfig(v -> v.subnetIds().securityGroupIds())
                .build());
    assertThat(without.vpcConfig().subnetIds()).isEmpty();
    assertThat(without.vpcConfig().vpcId()).isEmpty();
  }

  @Test
  void whatAnUpdateLeavesOutStays() {
    lambda.call(
        python("f")
            .description("d")
            .memorySize(256)
            .environment(e -> e.variables(Map.of("KEY", "v")))
            .deadLetterConfig(d -> d.targetArn("arn:aws:sqs:us-east-1:111111111111:q"))
            .build());
    UpdateFunctionConfigurationResponse updated =
        update(UpdateFunctionConfigurationRequest.builder().functionName("f").timeout(7).build());
    assertThat(updated.description()).isEqualTo("d");
    assertThat(updated.memorySize()).isEqualTo(256);
    assertThat(updated.environment().variables()).containsEntry("KEY", "v");
    assertThat(updated.deadLetterConfig().targetArn()).endsWith(":q");
    UpdateFunctionConfigurationResponse cleared =
        update(
            UpdateFunctionConfigurationRequest.builder()
                .functionName("f")
                .environment(e -> e.variables(Map.of()))
                .deadLetterConfig(d -> d.targetArn(""))
                .build());
    assertThat(cleared.environment().variables()).isEmpty();
    assertThat(cleared.deadLetterConfig()).isNull();
  }

  @Test
  void snapshotsAreOnlyForSomeRuntimes() {
    assertInvalid(
        () ->
            lambda.call(
                python("f")
                    .runtime("nodejs22.x")
                    .snapStart(s -> s.applyOn("PublishedVersions"))
                    .build()),
        "nodejs22.x is not supported for SnapStart enabled functions.");
  }

  private UpdateFunctionConfigurationResponse update(UpdateFunctionConfigurationRequest request) {
    return lambda.call(UpdateFunctionConfigurationResponse.class, request);
  }

  private static SdkPojo environment(String name, Map<String, String> variables) {
    return python(name).environment(e -> e.variables(variables)).build();
  }
}
