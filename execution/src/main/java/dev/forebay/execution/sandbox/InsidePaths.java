package dev.forebay.execution.sandbox;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a sandbox's folders are on the host, for processes that see the host's file system.
 * Immutable.
 */
final class InsidePaths {
  private final List<SandboxSpec.Mount> longestFirst;

  private InsidePaths(List<SandboxSpec.Mount> longestFirst) {
    this.longestFirst = longestFirst;
  }

  static InsidePaths of(SandboxSpec spec) {
    return new InsidePaths(
        Stream.concat(
                spec.mounts().stream(),
                Stream.of(
                    new SandboxSpec.Mount(spec.task(), "/var/task"),
                    new SandboxSpec.Mount(spec.opt(), "/opt"),
                    new SandboxSpec.Mount(spec.control(), "/run/forebay"),
                    new SandboxSpec.Mount(spec.tmp(), "/tmp")))
            .sorted(Comparator.comparingInt(mount -> -mount.inside().length()))
            .toList());
  }

  /** The text with each colon-separated part that names a path inside replaced by the host's. */
  String toHost(String text) {
    return Arrays.stream(text.split(":", -1)).map(this::one).collect(Collectors.joining(":"));
  }

  private String one(String part) {
    for (SandboxSpec.Mount mount : longestFirst) {
      if (part.equals(mount.inside())) {
        return mount.host().toString();
      }
      if (part.startsWith(mount.inside() + "/")) {
        Path host = mount.host();
        return host + part.substring(mount.inside().length());
      }
    }
    return part;
  }
}
