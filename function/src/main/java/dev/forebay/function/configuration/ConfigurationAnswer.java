package dev.forebay.function.configuration;

import dev.forebay.function.answer.Dates;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Lifecycle;
import dev.forebay.function.definition.Logging;
import dev.forebay.function.definition.Recorded;
import dev.forebay.function.definition.Vpc;
import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Arn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.EnvironmentResponse;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.RuntimeVersionConfig;
import software.amazon.awssdk.services.lambda.model.SnapStartResponse;
import software.amazon.awssdk.services.lambda.model.TracingConfigResponse;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/** Answers a version's configuration as the API does. */
public final class ConfigurationAnswer {
  private ConfigurationAnswer() {}

  /** As a listing shows it: without its state. */
  public static FunctionConfiguration listed(
      FunctionId id, Arn arn, FunctionVersion version, Instant now) {
    return describe(id, arn, version, now).build();
  }

  /** With its state. */
  public static FunctionConfiguration full(
      FunctionId id, Arn arn, FunctionVersion version, Instant now) {
    FunctionConfiguration.Builder answer = describe(id, arn, version, now);
    switch (version.lifecycle().phase(now)) {
      case CREATING ->
          answer
              .state("Pending")
              .stateReason("The function is being created.")
              .stateReasonCode("Creating");
      case UPDATING ->
          // AWS says "created" here, too.
          answer
              .state("Active")
              .lastUpdateStatus("InProgress")
              .lastUpdateStatusReason("The function is being created.")
              .lastUpdateStatusReasonCode("Creating");
      case SETTLED -> answer.state("Active").lastUpdateStatus("Successful");
    }
    return answer.build();
  }

  /** As it was when its lifecycle began: the answer to the call that began it. */
  public static FunctionConfiguration begun(
      FunctionId id, Arn arn, FunctionVersion version, Instant now) {
    Lifecycle beginning = version.lifecycle().atItsBeginning();
    return full(id, arn, version.with(beginning), now);
  }

  private static FunctionConfiguration.Builder describe(
      FunctionId id, Arn arn, FunctionVersion version, Instant now) {
    Configuration configuration = version.configuration();
    FunctionConfiguration.Builder answer =
        FunctionConfiguration.builder()
            .functionName(id.name())
            .functionArn(arn.toString())
            .version(version.version())
            .runtime(configuration.launch().runtime())
            .handler(configuration.launch().handler())
            .role(configuration.launch().role())
            .architecturesWithStrings(configuration.launch().architecture())
            .description(configuration.description())
            .memorySize(configuration.limits().memoryMegabytes())
            .timeout(configuration.limits().timeoutSeconds())
            .ephemeralStorage(
                EphemeralStorage.builder().size(configuration.limits().tmpMegabytes()).build())
            .codeSha256(version.code().base64())
            .codeSize(version.code().size())
            .packageType("Zip")
            .revisionId(version.lifecycle().revision(now))
            .lastModified(Dates.milliseconds(Instant.ofEpochMilli(version.modifiedMillis())))
            .loggingConfig(logging(configuration.logging()))
            .runtimeVersionConfig(
                RuntimeVersionConfig.builder()
                    .runtimeVersionArn(runtimeVersion(id, configuration.launch().runtime()))
                    .build());
    configuration
        .environment()
        .ifPresent(variables ->
            answer.environment(EnvironmentResponse.builder().variables(variables).build()));
    configuration
        .deadLetterTarget()
        .ifPresent(target ->
            answer.deadLetterConfig(DeadLetterConfig.builder().targetArn(target).build()));
    if (!configuration.layers().isEmpty()) {
      answer.layers(
          configuration.layers().stream()
              .map(layer ->
                  Layer.builder().arn(layer.arn()).codeSize(layer.content().size()).build())
              .toList());
    }
    recorded(answer, version, configuration.recorded());
    return answer;
  }

  private static LoggingConfig logging(Logging logging) {
    return LoggingConfig.builder()
        .logFormat(logging.format())
        .applicationLogLevel(logging.applicationLevel().orElse(null))
        .systemLogLevel(logging.systemLevel().orElse(null))
        .logGroup(logging.group())
        .build();
  }

  private static void recorded(
      FunctionConfiguration.Builder answer, FunctionVersion version, Recorded recorded) {
    boolean optimized =
        !version.qualifier().isLatest() && recorded.snapStart().equals("PublishedVersions");
    answer
        .snapStart(
            SnapStartResponse.builder()
                .applyOn(recorded.snapStart())
                .optimizationStatus(optimized ? "On" : "Off")
                .build())
        .tracingConfig(TracingConfigResponse.builder().mode(recorded.tracingMode()).build());
    recorded.kmsKeyArn().ifPresent(answer::kmsKeyArn);
    recorded.vpc().ifPresent(vpc -> answer.vpcConfig(vpc(vpc)));
    if (!recorded.fileSystems().isEmpty()) {
      answer.fileSystemConfigs(
          recorded.fileSystems().stream()
              .map(system ->
                  FileSystemConfig.builder()
                      .arn(system.arn())
                      .localMountPath(system.mountPath())
                      .build())
              .toList());
    }
  }

  private static VpcConfigResponse vpc(Vpc vpc) {
    // Which network a subnet belongs to is EC2's knowledge, which nobody has here.
    return VpcConfigResponse.builder()
        .subnetIds(vpc.subnets())
        .securityGroupIds(vpc.securityGroups())
        .vpcId("")
        .ipv6AllowedForDualStack(vpc.ipv6())
        .build();
  }

  /** The runtime version's ARN: a name for the runtime that is the same wherever it is asked. */
  public static String runtimeVersion(FunctionId id, String runtime) {
    return "arn:"
        + id.place().region().partition()
        + ":lambda:"
        + id.place().region()
        + "::runtime:"
        + HexFormat.of().formatHex(sha256(runtime));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
