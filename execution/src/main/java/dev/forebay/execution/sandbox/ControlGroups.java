package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Linux control groups that this server may make, of version 1, version 2 or both side by side.
 * All of them lie under folders named after the server's process, so that those of a server that
 * was killed can be told and removed. Thread-safe.
 */
final class ControlGroups implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
  private static final String PREFIX = "forebay.";
  private static final List<String> LIMITS = List.of("memory", "cpu", "pids");

  private final Map<String, Path> legacy;
  private final Optional<Path> unified;
  private final List<String> unifiedControllers;
  private final List<String> missing;
  private final SandboxSettings.Cpu cpu;

  private ControlGroups(
      SandboxSettings.Cpu cpu,
      Map<String, Path> legacy,
      Optional<Path> unified,
      List<String> unifiedControllers,
      List<String> missing) {
    this.cpu = cpu;
    this.legacy = Map.copyOf(legacy);
    this.unified = unified;
    this.unifiedControllers = unifiedControllers;
    this.missing = missing;
  }

  /** No groups at all. */
  static ControlGroups none(String reason) {
    return new ControlGroups(
        SandboxSettings.Cpu.SHARE,
        new HashMap<>(),
        Optional.empty(),
        List.of(),
        LIMITS.stream().map(limit -> limit + ": " + reason).toList());
  }

  /**
   * Finds what this machine offers, and removes what servers that are gone have left.
   *
   * @param run the server's run folder, which tells it from another in the same process
   * @param cpu what a CPU share means
   */
  static ControlGroups find(Path run, SandboxSettings.Cpu cpu) {
    Map<String, Path> legacy = new HashMap<>();
    Optional<Path> unified = Optional.empty();
    List<String> controllers = List.of();
    String own = PREFIX + ProcessHandle.current().pid() + "." + Integer.toHexString(run.hashCode());
    String reason = "no control groups are mounted";
    try {
      for (ControlGroupMount mount : ControlGroupMount.all()) {
        if (mount.unified()) {
          UnifiedTree tree = UnifiedTree.open(mount.own(), mount.root(), own);
          unified = tree.folder();
          controllers = tree.controllers();
          reason = tree.reason();
        } else {
          ControlGroupLeftovers.remove(mount.own(), PREFIX);
          Optional<Path> folder = make(mount.own().resolve(own));
          folder.ifPresent(path -> mount.controllers().forEach(name -> legacy.put(name, path)));
        }
      }
    } catch (IOException e) {
      reason = e.toString();
      LOG.debug("reading the mounted control groups", e);
    }
    List<String> missing = new ArrayList<>();
    for (String limit : LIMITS) {
      if (!legacy.containsKey(limit) && !controllers.contains(limit)) {
        missing.add(limit + " limit: " + reason);
      }
    }
    return new ControlGroups(cpu, legacy, unified, List.copyOf(controllers), List.copyOf(missing));
  }

  private static Optional<Path> make(Path folder) {
    try {
      return Optional.of(Files.createDirectories(folder));
    } catch (IOException e) {
      LOG.debug("no control group can be made at {}", folder, e);
      return Optional.empty();
    }
  }

  /** Whether this limit will hold: {@code memory}, {@code cpu} or {@code pids}. */
  boolean limits(String controller) {
    return legacy.containsKey(controller) || unifiedControllers.contains(controller);
  }

  /** Whether all processes of a group can be ended or halted at once. */
  boolean controlsLife() {
    return unified.isPresent() || legacy.containsKey("freezer");
  }

  /** The CPU limit in words. */
  String cpuLimit() {
    return switch (cpu) {
      case SHARE -> "cpu share";
      case QUOTA -> "cpu limit";
    };
  }

  /** What does not hold, with the reason. */
  List<String> missing() {
    return missing;
  }

  /** Makes a group with its limits; whatever cannot be limited is left out. */
  ControlGroup make(String name, ByteSize memory, int milliCpus, int maxProcesses)
      throws IOException {
    Map<String, Path> folders = new HashMap<>();
    for (String controller : List.of("memory", "cpu", "pids", "freezer")) {
      Path parent = legacy.get(controller);
      if (parent != null && !(controller.equals("freezer") && unified.isPresent())) {
        folders.put(controller, Files.createDirectories(parent.resolve(name)));
      }
    }
    Optional<Path> own = Optional.empty();
    if (unified.isPresent()) {
      own = Optional.of(Files.createDirectories(unified.get().resolve(name)));
      for (String controller : unifiedControllers) {
        folders.putIfAbsent(controller, own.get());
      }
    }
    ControlGroup group = new ControlGroup(folders, own);
    group.limit(memory, milliCpus, cpu, maxProcesses);
    return group;
  }

  /** Removes this server's folders; the groups in them must be closed. */
  @Override
  public void close() {
    Stream.concat(legacy.values().stream(), unified.stream())
        .distinct()
        .forEach(ControlGroupLeftovers::removeTree);
  }
}
