package dev.forebay.wire.http;

/**
 * Paths that are ours and no AWS operation's. Immutable.
 *
 * @param prefix what the paths start with, such as {@code /_forebay/}
 * @param access who may use them
 * @param handler answers them
 */
public record RawRoute(String prefix, Access access, RawHandler handler) {
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
}
