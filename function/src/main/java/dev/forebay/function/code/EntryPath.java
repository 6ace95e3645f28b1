package dev.forebay.function.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the names of zip entries and the targets of links, and refuses those that lead out. */
final class EntryPath {
  private static final int LONGEST_NAME = 255;

  private EntryPath() {}

  /**
   * The names from the package's root to the entry; empty when the entry's name is absolute, leads
   * out, or could not be a path. The root itself ({@code ./}) is the empty list.
   */
  static Optional<List<String>> parse(String name) {
    if (name.startsWith("/") || name.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    List<String> path = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..") || part.length() > LONGEST_NAME) {
        return Optional.empty();
      }
      if (!part.isEmpty() && !part.equals(".")) {
        path.add(part);
      }
    }
    return Optional.of(path);
  }

  /**
   * Whether a link's target stays inside the package. Steps up may only come first: then they walk
   * real folders, because no entry lies below a link, and every link met on the way down stays
   * inside by the same rule.
   *
   * @param depth how many folders the link itself lies deep
   */
  static boolean staysInside(String target, int depth) {
    if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
      return false;
    }
    int up = 0;
    boolean goingUp = true;
    for (String part : target.split("/", -1)) {
      if (part.equals("..")) {
        if (!goingUp) {
          return false;
        }
        up++;
      } else if (!part.isEmpty() && !part.equals(".")) {
        goingUp = false;
      }
    }
    return up <= depth;
  }
}
