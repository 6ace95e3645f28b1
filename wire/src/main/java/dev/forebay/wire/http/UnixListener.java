package dev.forebay.wire.http;

import java.nio.file.Path;

/**
 * A listener on a Unix domain socket. A sandboxed function reaches the endpoint through one.
 * Immutable.
 *
 * @param path the socket's file, at most 107 bytes; an old one is replaced
 * @param admin whether its peers may use the admin routes
 */
public record UnixListener(Path path, Admin admin) {
  /** Whether admin routes answer. */
  public enum Admin {
    /** They do, as on the loopback address. */
    ANSWERED,
    /** They do not: the peers are functions, which are not to reset the state of all others. */
    REFUSED
  }
}
