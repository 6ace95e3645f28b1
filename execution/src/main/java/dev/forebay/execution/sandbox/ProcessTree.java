package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A process of the host and those that descend from it, as far as parentage tells. The kernel is
 * asked for each member's children rather than for all processes of the host: with hundreds of
 * functions running, the latter takes longer than an invocation. Thread-safe.
 */
final class ProcessTree {
  private static final Path PROC = Path.of("/proc");

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** Kills all of it; the children first, or they would be lost from sight with their parent. */
  void kill() {
    Set<Long> killed = new TreeSet<>();
    List<ProcessHandle> rest = members(root);
    while (rest.stream().anyMatch(member -> killed.add(member.pid()))) {
      rest.reversed().forEach(ProcessHandle::destroyForcibly);
      rest = rest.stream().flatMap(member -> members(member).stream().skip(1)).toList();
    }
  }

  /** The sum of what each living member held at its own peak; shared pages count more than once. */
  ByteSize peakMemory() {
    return new ByteSize(members(root).stream().mapToLong(ProcessTree::peak).sum());
  }

  /** The process and its descendants, parents before their children. */
  private static List<ProcessHandle> members(ProcessHandle first) {
    List<ProcessHandle> members = new ArrayList<>();
    Deque<ProcessHandle> open = new ArrayDeque<>(List.of(first));
    for (ProcessHandle next = open.poll(); next != null; next = open.poll()) {
      members.add(next);
      open.addAll(children(next));
    }
    return members;
  }

  private static List<ProcessHandle> children(ProcessHandle parent) {
    List<ProcessHandle> children = new ArrayList<>();
    Path tasks = PROC.resolve(Long.toString(parent.pid())).resolve("task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        for (String pid : Files.readString(thread.resolve("children")).split(" ", -1)) {
          if (!pid.isBlank()) {
            ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(children::add);
          }
        }
      }
    } catch (IOException e) {
      // It has ended, or this kernel does not tell children.
      return parent.isAlive() ? parent.children().toList() : List.of();
    }
    return children;
  }

  private static long peak(ProcessHandle member) {
    Path status = PROC.resolve(Long.toString(member.pid())).resolve("status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // it has ended, or this host has no /proc
    }
  }
}
