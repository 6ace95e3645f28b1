package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of one environment: one folder in version 2, one for each controller in
 * version 1. Processes join before they become anything, so none is ever outside. Thread-safe.
 */
final class ControlGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);
  private static final long PERIOD_MICROS = 100_000;
  private static final long PAUSE_NANOS = 500_000;

  /** Five seconds of pauses. */
  private static final int REMOVE_ATTEMPTS = 10_000;

  private final Map<String, Path> folders;
  private final Optional<Path> unified;

  /**
   * Wraps folders that exist.
   *
   * @param folders by controller
   * @param unified the version 2 folder, which ends and halts
   */
  ControlGroup(Map<String, Path> folders, Optional<Path> unified) {
    this.folders = Map.copyOf(folders);
    this.unified = unified;
  }

  private boolean isUnified(Path folder) {
    return unified.filter(folder::equals).isPresent();
  }

  void limit(ByteSize memory, int milliCpus, SandboxSettings.Cpu meaning, int maxProcesses)
      throws IOException {
    Path at = folders.get("memory");
    if (at != null && isUnified(at)) {
      Files.writeString(at.resolve("memory.max"), Long.toString(memory.bytes()));
      writeIfThere(at.resolve("memory.swap.max"), "0");
    } else if (at != null) {
      Files.writeString(at.resolve("memory.limit_in_bytes"), Long.toString(memory.bytes()));
      writeIfThere(at.resolve("memory.memsw.limit_in_bytes"), Long.toString(memory.bytes()));
    }
    Path cpu = folders.get("cpu");
    if (cpu != null) {
      switch (meaning) {
        case SHARE -> weigh(cpu, milliCpus);
        case QUOTA -> cap(cpu, milliCpus);
      }
    }
    Path pids = folders.get("pids");
    if (pids != null) {
      Files.writeString(pids.resolve("pids.max"), Integer.toString(maxProcesses));
    }
  }

  /** One core weighs as much as a group weighs unless told otherwise. */
  private void weigh(Path cpu, int milliCpus) throws IOException {
    if (isUnified(cpu)) {
      int weight = Math.clamp(100L * milliCpus / 1000, 1, 10_000);
      Files.writeString(cpu.resolve("cpu.weight"), Integer.toString(weight));
    } else {
      int shares = Math.clamp(1024L * milliCpus / 1000, 2, 262_144);
      Files.writeString(cpu.resolve("cpu.shares"), Integer.toString(shares));
    }
  }

  private void cap(Path cpu, int milliCpus) throws IOException {
    long quota = Math.max(1000, PERIOD_MICROS * milliCpus / 1000);
    if (isUnified(cpu)) {
      Files.writeString(cpu.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
    } else {
      Files.writeString(cpu.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
      Files.writeString(cpu.resolve("cpu.cfs_quota_us"), Long.toString(quota));
    }
  }

  private static void writeIfThere(Path file, String text) {
    if (Files.exists(file)) {
      writeOrLog(file, text);
    }
  }

  private static boolean writeOrLog(Path file, String text) {
    try {
      Files.writeString(file, text);
      return true;
    } catch (IOException e) {
      LOG.debug("writing {} to {}", text, file, e);
      return false;
    }
  }

  /** The files into which a process writes {@code 0} to join. */
  List<Path> joinFiles() {
    return all().map(folder -> folder.resolve("cgroup.procs")).toList();
  }

  private Stream<Path> all() {
    return Stream.concat(folders.values().stream(), unified.stream()).distinct();
  }

  /** Kills every process of the group, whatever it has done to survive. */
  void kill() {
    all()
        .findFirst()
        .ifPresent(any -> killAll(unified.orElse(folders.getOrDefault("freezer", any))));
  }

  private static void killAll(Path folder) {
    Path atOnce = folder.resolve("cgroup.kill");
    if (Files.exists(atOnce)) {
      writeOrLog(atOnce, "1");
      return;
    }
    // Version 1, or a kernel before 5.14: halt them where that is possible, so that none can fork.
    writeIfThere(folder.resolve("freezer.state"), "FROZEN");
    writeIfThere(folder.resolve("cgroup.freeze"), "1");
    for (int round = 0; round < 100 && killListed(folder) > 0; round++) {
      writeIfThere(folder.resolve("freezer.state"), "THAWED");
      writeIfThere(folder.resolve("cgroup.freeze"), "0");
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static int killListed(Path folder) {
    int seen = 0;
    try {
      for (String line : Files.readAllLines(folder.resolve("cgroup.procs"))) {
        seen++;
        ProcessHandle.of(Long.parseLong(line)).ifPresent(ProcessHandle::destroyForcibly);
      }
    } catch (IOException e) {
      LOG.debug("listing the processes of {}", folder, e);
    }
    return seen;
  }

  /** Halts all processes of the group; whether it could. */
  boolean freeze() {
    return unified
        .map(folder -> writeOrLog(folder.resolve("cgroup.freeze"), "1"))
        .orElseGet(() -> legacyFreezer("FROZEN"));
  }

  /** Lets them go on. */
  void thaw() {
    var _ =
        unified
            .map(folder -> writeOrLog(folder.resolve("cgroup.freeze"), "0"))
            .orElseGet(() -> legacyFreezer("THAWED"));
  }

  private boolean legacyFreezer(String state) {
    return Optional.ofNullable(folders.get("freezer"))
        .map(folder -> writeOrLog(folder.resolve("freezer.state"), state))
        .orElse(false);
  }

  /** The most memory that the group has used; empty where that is not counted. */
  Optional<ByteSize> peakMemory() {
    return Optional.ofNullable(folders.get("memory"))
        .map(at -> at.resolve(isUnified(at) ? "memory.peak" : "memory.max_usage_in_bytes"))
        .filter(Files::exists)
        .flatMap(ControlGroup::read)
        .map(text -> new ByteSize(Long.parseLong(text)));
  }

  /** How often memory has run out and a process of the group was killed for it. */
  long outOfMemoryKills() {
    return Optional.ofNullable(folders.get("memory"))
        .map(at -> at.resolve(isUnified(at) ? "memory.events" : "memory.oom_control"))
        .flatMap(ControlGroup::read)
        .stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("oom_kill "))
        .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
        .sum();
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      LOG.debug("reading {}", file, e);
      return Optional.empty();
    }
  }

  /** Kills what is left and removes the group. */
  @Override
  public void close() {
    all().forEach(ControlGroup::removeFolder);
  }

  /** Removes a group's folder, ending what still runs in it. */
  static void removeFolder(Path folder) {
    for (int attempt = 1; Files.isDirectory(folder); attempt++) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException busy) {
        if (attempt >= REMOVE_ATTEMPTS) {
          LOG.warn("control group {} cannot be removed: {}", folder, busy.toString());
          return;
        }
        killAll(folder);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
