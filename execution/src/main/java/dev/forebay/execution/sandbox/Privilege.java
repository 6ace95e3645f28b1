package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** As what the server runs, which decides how a sandbox is made. */
enum Privilege {
  /** As root: namespaces are made directly, and left for a user that owns nothing. */
  ROOT,
  /** As any other user: namespaces are made within a user namespace. */
  USER;

  /** This server's. */
  static Privilege current() throws IOException {
    return id("unix:uid") == 0 ? ROOT : USER;
  }

  /** This server's users and groups for functions. */
  static SandboxUsers users() throws IOException {
    return new SandboxUsers(current(), id("unix:uid"), id("unix:gid"));
  }

  private static int id(String attribute) throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), attribute);
  }
}
