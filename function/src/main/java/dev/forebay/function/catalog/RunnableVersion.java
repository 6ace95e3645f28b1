package dev.forebay.function.catalog;

import dev.forebay.function.definition.Logging;
import dev.forebay.function.name.FunctionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is needed to run a version of a function. Immutable.
 *
 * @param function the function
 * @param version {@code $LATEST} or a number
 * @param revision changes with every change of code or configuration, and with nothing else
 * @param runtime the runtime's identifier, such as {@code python3.12}
 * @param handler as configured
 * @param roleArn the execution role
 * @param architecture {@code x86_64} or {@code arm64}
 * @param memoryMegabytes 128 to 10,240
 * @param timeout 1 s to 900 s
 * @param tmpMegabytes 512 to 10,240
 * @param environment the function's own variables
 * @param code the folder of the unpacked package
 * @param layers the folders of the unpacked layers, in order
 * @param logging where and how its lines are logged
 * @param deadLetterTarget the queue or topic for asynchronous events that failed
 */
public record RunnableVersion(
    FunctionId function,
    String version,
    String revision,
    String runtime,
    String handler,
    String roleArn,
    String architecture,
    int memoryMegabytes,
    Duration timeout,
    int tmpMegabytes,
    Map<String, String> environment,
    Path code,
    List<Path> layers,
    Logging logging,
    Optional<String> deadLetterTarget) {
  /** Copies the collections. */
  public RunnableVersion {
    environment = Map.copyOf(environment);
    layers = List.copyOf(layers);
  }
}
