package dev.forebay.function.code;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Where the entries of a package go. Paths are lists of names, checked: none is empty, {@code .} or
 * {@code ..}. Confined to one thread.
 */
interface Unpacking {
  /** A folder; told before anything in it. */
  void folder(List<String> path) throws IOException;

  /** A file, to be written and closed by the caller. */
  OutputStream file(List<String> path, Access access) throws IOException;

  /** A symbolic link that stays inside; told after all files. */
  void link(List<String> path, String target) throws IOException;

  /** Who may do what with a file; everybody may read it. */
  enum Access {
    /** 0644. */
    PLAIN,
    /** 0755. */
    EXECUTABLE
  }

  /** Goes nowhere: the package is only checked. */
  final class Nowhere implements Unpacking {
    @Override
    public void folder(List<String> path) {}

    @Override
    public OutputStream file(List<String> path, Access access) {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void link(List<String> path, String target) {}
  }
}
