package dev.forebay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process and all its descendants have used, read from {@code /proc}. Immutable.
 *
 * @param cpuMillis user and system time, of ended children that were waited for too
 * @param residentKibibytes of the first process only
 */
record ProcessTreeUse(long cpuMillis, long residentKibibytes) {
  private static final long MILLIS_PER_TICK = 10;

  static ProcessTreeUse of(ProcessHandle root) throws IOException {
    long ticks = 0;
    try (Stream<ProcessHandle> tree = Stream.concat(Stream.of(root), root.descendants())) {
      for (ProcessHandle process : tree.toList()) {
        ticks += ticks(process.pid());
      }
    }
    return new ProcessTreeUse(ticks * MILLIS_PER_TICK, resident(root.pid()));
  }

  private static long ticks(long pid) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.exists(stat)) {
      return 0;
    }
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    // Fields 14 to 17 of proc(5): utime, stime, cutime, cstime; the split begins at field 3.
    return Long.parseLong(fields[11])
        + Long.parseLong(fields[12])
        + Long.parseLong(fields[13])
        + Long.parseLong(fields[14]);
  }

  private static long resident(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0L);
    }
  }
}
