package dev.forebay.function.configuration;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.FileSystem;
import dev.forebay.function.definition.Launch;
import dev.forebay.function.definition.LayerUse;
import dev.forebay.function.definition.Limits;
import dev.forebay.function.definition.Logging;
import dev.forebay.function.definition.Recorded;
import dev.forebay.function.definition.Vpc;
import dev.forebay.function.runtime.Runtimes;
import dev.forebay.model.Arn;
import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** Makes configurations from requests, by AWS's rules. Thread-safe. */
public final class ConfigurationChange {
  private static final Limits STANDARD = new Limits(128, 3, 512);
  private static final int MOST_MEMORY = 10_240;
  private static final String ON_VERSIONS = "PublishedVersions";

  private final LayerChoice layers;
  private final ExecutionRoles roles;

  /**
   * Changes of configurations.
   *
   * @param layers finds them
   * @param roles which of them functions may run as
   */
  public ConfigurationChange(LayerChoice layers, ExecutionRoles roles) {
    this.layers = layers;
    this.roles = roles;
  }

  /**
   * The configuration of a new function.
   *
   * @param name the function's bare name
   * @throws dev.forebay.wire.AwsException 400 when it is not acceptable
   */
  public Configuration create(CallContext context, String name, CreateFunctionRequest request) {
    if (request.runtimeAsString() == null || request.handler() == null) {
      throw Refusals.invalidParameter(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
    Configuration start =
        new Configuration(
            "",
            new Launch("", "", request.role(), architecture(request)),
            STANDARD,
            Optional.empty(),
            List.of(),
            new Logging(Logging.TEXT, Optional.empty(), Optional.empty(), "/aws/lambda/" + name),
            Optional.empty(),
            new Recorded(Optional.empty(), Optional.empty(), "PassThrough", List.of(), "None"));
    // Whatever can be configured at creation can be configured later, under the same names.
    return apply(
        context,
        start,
        Members.copy(request, UpdateFunctionConfigurationRequest.builder()).build());
  }

  private static String architecture(CreateFunctionRequest request) {
    return request.hasArchitectures() && !request.architecturesAsStrings().isEmpty()
        ? request.architecturesAsStrings().getFirst()
        : "x86_64";
  }

  /**
   * The configuration once a request is applied; what the request leaves out stays.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is not acceptable
   */
  public Configuration apply(
      CallContext context, Configuration before, UpdateFunctionConfigurationRequest request) {
    refuseUnsupported(request);
    Launch launch = launch(before.launch(), request);
    Recorded recorded = recorded(before.recorded(), launch.runtime(), request);
    return new Configuration(
        or(request.description(), before.description()),
        launch,
        limits(before.limits(), request),
        environment(before.environment(), request),
        layers(context, before.layers(), request),
        request.loggingConfig() == null
            ? before.logging()
            : LoggingChange.apply(before.logging(), request.loggingConfig()),
        deadLetterTarget(before.deadLetterTarget(), launch, request),
        recorded);
  }

  private static void refuseUnsupported(UpdateFunctionConfigurationRequest request) {
    if (request.imageConfig() != null) {
      throw Refusals.invalidParameter(
          "Please don't provide ImageConfig when creating or updating a function with packageType"
              + " Zip.");
    }
    if (request.capacityProviderConfig() != null) {
      throw Refusals.unsupported("CapacityProviderConfig");
    }
    if (request.durableConfig() != null) {
      throw Refusals.unsupported("DurableConfig");
    }
  }

  private Launch launch(Launch before, UpdateFunctionConfigurationRequest request) {
    if (request.role() != null
        && !Arn.parse(request.role()).map(roles::mayBeAssumed).orElse(false)) {
      throw Refusals.invalidParameter(
          "The role defined for the function cannot be assumed by Lambda.");
    }
    if (request.runtimeAsString() != null) {
      Runtimes.check(request.runtimeAsString());
    }
    return new Launch(
        or(request.runtimeAsString(), before.runtime()),
        or(request.handler(), before.handler()),
        or(request.role(), before.role()),
        before.architecture());
  }

  private static Limits limits(Limits before, UpdateFunctionConfigurationRequest request) {
    int memory = or(request.memorySize(), before.memoryMegabytes());
    if (memory > MOST_MEMORY) {
      // The model's own maximum is that of managed instances.
      throw Refusals.validation(
          Integer.toString(memory),
          "memorySize",
          "Member must have value less than or equal to " + MOST_MEMORY);
    }
    int tmp =
        request.ephemeralStorage() == null
            ? before.tmpMegabytes()
            : or(request.ephemeralStorage().size(), before.tmpMegabytes());
    return new Limits(memory, or(request.timeout(), before.timeoutSeconds()), tmp);
  }

  private static Optional<Map<String, String>> environment(
      Optional<Map<String, String>> before, UpdateFunctionConfigurationRequest request) {
    if (request.environment() == null) {
      return before;
    }
    Map<String, String> variables = request.environment().variables();
    EnvironmentVariables.check(variables);
    return Optional.of(variables);
  }

  private List<LayerUse> layers(
      CallContext context, List<LayerUse> before, UpdateFunctionConfigurationRequest request) {
    return request.hasLayers() ? layers.choose(context, request.layers()) : before;
  }

  private Optional<String> deadLetterTarget(
      Optional<String> before, Launch launch, UpdateFunctionConfigurationRequest request) {
    if (request.deadLetterConfig() == null) {
      return before;
    }
    Optional<String> target = nonEmpty(request.deadLetterConfig().targetArn());
    target
        .flatMap(Arn::parse)
        .filter(
            arn -> !Arn.parse(launch.role()).map(role -> roles.mayReach(role, arn)).orElse(true))
        .ifPresent(arn -> {
          throw Refusals.invalidParameter(
              "The provided execution role does not have permissions to call "
                  + (arn.service().equals("sns") ? "Publish on SNS" : "SendMessage on SQS"));
        });
    return target;
  }

  private static Recorded recorded(
      Recorded before, String runtime, UpdateFunctionConfigurationRequest request) {
    String snapStart =
        request.snapStart() == null
            ? before.snapStart()
            : or(request.snapStart().applyOnAsString(), before.snapStart());
    if (snapStart.equals(ON_VERSIONS) && !Runtimes.supportsSnapStart(runtime)) {
      throw Refusals.invalidParameter(
          runtime + " is not supported for SnapStart enabled functions.");
    }
    return new Recorded(
        request.vpcConfig() == null ? before.vpc() : Optional.of(vpc(request.vpcConfig())),
        request.kmsKeyArn() == null ? before.kmsKeyArn() : nonEmpty(request.kmsKeyArn()),
        request.tracingConfig() == null
            ? before.tracingMode()
            : or(request.tracingConfig().modeAsString(), before.tracingMode()),
        request.hasFileSystemConfigs() ? fileSystems(request) : before.fileSystems(),
        snapStart);
  }

  private static Vpc vpc(VpcConfig asked) {
    return new Vpc(
        asked.subnetIds(),
        asked.securityGroupIds(),
        Boolean.TRUE.equals(asked.ipv6AllowedForDualStack()));
  }

  private static List<FileSystem> fileSystems(UpdateFunctionConfigurationRequest request) {
    return request.fileSystemConfigs().stream()
        .map(asked -> new FileSystem(asked.arn(), asked.localMountPath()))
        .toList();
  }

  private static Optional<String> nonEmpty(@Nullable String text) {
    return Optional.ofNullable(text).filter(t -> !t.isEmpty());
  }

  private static <T> T or(@Nullable T asked, T before) {
    return asked == null ? before : asked;
  }
}
