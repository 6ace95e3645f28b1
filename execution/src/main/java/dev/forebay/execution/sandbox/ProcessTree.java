package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A process of the host and those that descend from it, as far as parentage tells. Thread-safe. */
final class ProcessTree {
  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** Kills all of it; the children first, or they would be lost from sight with their parent. */
  void kill() {
    Set<Long> killed = new TreeSet<>();
    List<ProcessHandle> rest = members();
    while (rest.stream().anyMatch(member -> killed.add(member.pid()))) {
      rest.reversed().forEach(ProcessHandle::destroyForcibly);
      rest = rest.stream().flatMap(ProcessHandle::descendants).toList();
    }
  }

  /** The sum of what each living member held at its own peak; shared pages count more than once. */
  ByteSize peakMemory() {
    return new ByteSize(members().stream().mapToLong(ProcessTree::peak).sum());
  }

  private List<ProcessHandle> members() {
    return Stream.concat(Stream.of(root), root.descendants()).toList();
  }

  private static long peak(ProcessHandle member) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + member.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // it has ended, or this host has no /proc
    }
  }
}
