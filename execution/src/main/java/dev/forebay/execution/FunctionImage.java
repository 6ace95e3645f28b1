package dev.forebay.execution;

import dev.forebay.model.AccountRegion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that an execution environment needs to run one version of a function. Two images with the
 * same {@link #place}, {@link #functionName}, {@link #version} and {@link #revision} are the same;
 * an environment of an older revision is not given new invocations. Immutable.
 *
 * @param place account and region
 * @param functionName the bare name
 * @param version {@code $LATEST} or a number
 * @param revision changes with every change of code or configuration
 * @param runtime the runtime's identifier, such as {@code python3.12}
 * @param handler as configured; may be empty for {@code provided.*}
 * @param roleArn the execution role
 * @param memoryMegabytes 128 to 10,240
 * @param timeout 1 s to 900 s
 * @param tmpMegabytes the size of {@code /tmp}, 512 to 10,240
 * @param environment the function's own variables
 * @param code the unpacked package, mounted read-only at {@code /var/task}
 * @param layers unpacked layers in order; their union appears at {@code /opt}, later ones on top
 * @param logging where and how its lines are logged
 * @param initializationType {@code on-demand} or {@code provisioned-concurrency}
 */
public record FunctionImage(
    AccountRegion place,
    String functionName,
    String version,
    String revision,
    String runtime,
    String handler,
    String roleArn,
    int memoryMegabytes,
    Duration timeout,
    int tmpMegabytes,
    Map<String, String> environment,
    Path code,
    List<Path> layers,
    Logging logging,
    String initializationType) {

  /** Copies the collections. */
  public FunctionImage {
    environment = Map.copyOf(environment);
    layers = List.copyOf(layers);
  }

  /** The same with another initialization type. */
  FunctionImage initializedAs(String type) {
    return new FunctionImage(
        place,
        functionName,
        version,
        revision,
        runtime,
        handler,
        roleArn,
        memoryMegabytes,
        timeout,
        tmpMegabytes,
        environment,
        code,
        layers,
        logging,
        type);
  }

  /**
   * A function's LoggingConfig.
   *
   * @param group the log group
   * @param json whether the format is JSON rather than text
   * @param applicationLevel least level of application lines, JSON only
   * @param systemLevel least level of platform lines, JSON only
   */
  public record Logging(
      String group,
      boolean json,
      Optional<String> applicationLevel,
      Optional<String> systemLevel) {}
}
