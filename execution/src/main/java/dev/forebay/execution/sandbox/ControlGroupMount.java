package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A mounted hierarchy of control groups. Immutable.
 *
 * @param unified whether it is of version 2
 * @param controllers of a version 1 hierarchy
 * @param root where it is mounted
 * @param own the folder of the group that this process is in
 */
record ControlGroupMount(boolean unified, List<String> controllers, Path root, Path own) {
  /** All of them, as {@code /proc/self/mountinfo} and {@code /proc/self/cgroup} tell. */
  static List<ControlGroupMount> all() throws IOException {
    Map<String, String> groupOf = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      for (String controller : parts[1].split(",", -1)) {
        groupOf.put(controller, parts[2]);
      }
    }
    List<ControlGroupMount> mounts = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      // id parent major:minor root mountpoint options [optional]... - type source superoptions
      String[] fields = line.split(" ", -1);
      int dash = Arrays.asList(fields).indexOf("-");
      String type = fields[dash + 1];
      if (type.equals("cgroup2")) {
        mounts.add(of(true, List.of(""), fields, groupOf));
      } else if (type.equals("cgroup")) {
        List<String> controllers =
            Arrays.stream(fields[dash + 3].split(",", -1)).filter(groupOf::containsKey).toList();
        if (!controllers.isEmpty()) {
          mounts.add(of(false, controllers, fields, groupOf));
        }
      }
    }
    return mounts;
  }

  private static ControlGroupMount of(
      boolean unified, List<String> controllers, String[] fields, Map<String, String> groupOf) {
    Path root = Path.of(fields[4]);
    Path group = Path.of(groupOf.getOrDefault(controllers.getFirst(), "/"));
    Path top = Path.of(fields[3]);
    Path relative = group.startsWith(top) ? top.relativize(group) : Path.of("");
    return new ControlGroupMount(unified, controllers, root, root.resolve(relative.toString()));
  }
}
