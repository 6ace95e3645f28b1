package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where this server may make groups of version 2. The kernel hands controllers only to groups that
 * hold no processes themselves, so the place is looked for from the server's own group upwards:
 * under systemd that finds the slice that was delegated to the user. Immutable.
 *
 * @param folder the server's folder; empty when none can be made
 * @param controllers those that groups in it will have
 * @param reason why one that is missing is missing
 */
record UnifiedTree(Optional<Path> folder, List<String> controllers, String reason) {
  private static final List<String> WANTED = List.of("memory", "cpu", "pids");

  static UnifiedTree open(Path own, Path root, String name) {
    UnifiedTree best =
        new UnifiedTree(Optional.empty(), List.of(), "no control group may be made below " + own);
    for (Path at = own; at != null && at.startsWith(root); at = at.getParent()) {
      ControlGroupLeftovers.remove(at, "forebay.");
      UnifiedTree here = tryAt(at, name);
      if (here.folder.isPresent()
          && here.controllers.size() >= best.controllers.size()
          && (best.folder.isEmpty() || here.controllers.size() > best.controllers.size())) {
        best.folder.ifPresent(ControlGroupLeftovers::removeTree);
        best = here;
      } else {
        here.folder.ifPresent(ControlGroupLeftovers::removeTree);
      }
      if (best.controllers.containsAll(WANTED)) {
        break;
      }
    }
    return best;
  }

  private static UnifiedTree tryAt(Path parent, String name) {
    Path folder = parent.resolve(name);
    try {
      Files.createDirectories(folder);
      if (!canMoveInto(folder, parent)) {
        ControlGroupLeftovers.removeTree(folder);
        return new UnifiedTree(
            Optional.empty(), List.of(), "processes may not be moved into " + parent);
      }
      List<String> had = new ArrayList<>();
      for (String controller : WANTED) {
        if (enable(parent, controller) && enable(folder, controller)) {
          had.add(controller);
        }
      }
      return new UnifiedTree(
          Optional.of(folder), had, "the controller is not delegated to this user at " + parent);
    } catch (IOException e) {
      return new UnifiedTree(Optional.empty(), List.of(), e.toString());
    }
  }

  /**
   * A process is moved from the server's group, so both ends and what is above must be writable.
   */
  private static boolean canMoveInto(Path folder, Path parent) {
    return Files.isWritable(folder.resolve("cgroup.procs"))
        && Files.isWritable(parent.resolve("cgroup.procs"));
  }

  private static boolean enable(Path group, String controller) throws IOException {
    if (!listed(group.resolve("cgroup.controllers"), controller)) {
      return false;
    }
    Path enabled = group.resolve("cgroup.subtree_control");
    if (!listed(enabled, controller)) {
      try {
        Files.writeString(enabled, "+" + controller);
      } catch (IOException e) {
        return false; // not ours to delegate, or the group holds processes
      }
    }
    return listed(enabled, controller);
  }

  private static boolean listed(Path file, String controller) throws IOException {
    return Arrays.asList(Files.readString(file).strip().split(" ", -1)).contains(controller);
  }
}
