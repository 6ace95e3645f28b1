package dev.forebay.function.definition;

import java.util.List;
import java.util.Optional;

/**
 * The parts of a configuration that are kept and answered but not acted on, because this machine
 * has nothing to act with. Immutable.
 *
 * @param vpc the network, once one has been configured
 * @param kmsKeyArn the key for environment variables
 * @param tracingMode {@code Active} or {@code PassThrough}
 * @param fileSystems file systems to mount
 * @param snapStart {@code PublishedVersions} or {@code None}
 */
public record Recorded(
    Optional<Vpc> vpc,
    Optional<String> kmsKeyArn,
    String tracingMode,
    List<FileSystem> fileSystems,
    String snapStart) {
  /** Copies the list. */
  public Recorded {
    fileSystems = List.copyOf(fileSystems);
  }
}
