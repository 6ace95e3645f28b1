package dev.forebay.wire.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Paths or hosts that are ours and no AWS operation's. Immutable.
 *
 * @param host what the whole host name must match, in lower case and without the port; empty for
 *     any. A route of a host comes before those of any
 * @param path what the whole path must match; empty for any. A route of such paths comes before
 *     those of a mere prefix
 * @param prefix what the paths start with, such as {@code /_forebay/}
 * @param access who may use them
 * @param handler answers them
 */
public record RawRoute(
    Optional<Pattern> host,
    Optional<Pattern> path,
    String prefix,
    Access access,
    RawHandler handler) {
  /** Who may use a route. */
  public enum Access {
    /** Peers as {@link HttpSettings#adminPeers} says, and no web page of another origin. */
    ADMIN,
    /** Everyone; the handler looks for itself whether the caller may. */
    EVERYONE
  }

  /** Checks that the prefix is a path. */
  public RawRoute {
    if (!prefix.startsWith("/")) {
      throw new IllegalArgumentException("prefix must start with a slash: " + prefix);
    }
  }

  /** A route of paths, whatever the host. */
  public RawRoute(String prefix, Access access, RawHandler handler) {
    this(Optional.empty(), Optional.empty(), prefix, access, handler);
  }

  /** A route of all paths of the hosts whose names match, for everyone. */
  public static RawRoute ofHosts(Pattern host, RawHandler handler) {
    return new RawRoute(Optional.of(host), Optional.empty(), "/", Access.EVERYONE, handler);
  }

  /** A route of the paths that match, whatever the host, for everyone. */
  public static RawRoute ofPaths(Pattern path, RawHandler handler) {
    return new RawRoute(Optional.empty(), Optional.of(path), "/", Access.EVERYONE, handler);
  }

  /** Whether a request to this host, empty for none, and path is the route's. */
  boolean matches(String hostName, String rawPath) {
    return rawPath.startsWith(prefix)
        && (host.isEmpty() || host.get().matcher(hostName).matches())
        && (path.isEmpty() || path.get().matcher(rawPath).matches());
  }
}
