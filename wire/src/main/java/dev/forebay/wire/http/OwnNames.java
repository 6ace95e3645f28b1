package dev.forebay.wire.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Knows by which names this machine may be called, so that a web page in the developer's browser
 * cannot reach us under a name of its own that it made resolve to the loopback address. Immutable.
 */
final class OwnNames {
  private static final Pattern IP = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

  private final Set<String> names;

  OwnNames(Set<String> names) {
    this.names = Set.copyOf(names);
  }

  /**
   * Whether a {@code Host} is an IP address, {@code localhost}, a name below it, or a configured
   * name. No {@code Host} at all is fine: no browser leaves it out.
   */
  boolean isOurs(Optional<String> hostHeader) {
    return hostHeader.isEmpty() || isOurName(withoutPort(hostHeader.get()));
  }

  /** Whether a request with this {@code Origin} comes from a page that we served ourselves. */
  boolean isSameOrigin(Optional<String> origin, Optional<String> hostHeader) {
    return origin.isEmpty() || authorityOf(origin.get()).equals(hostHeader.map(OwnNames::lower));
  }

  /** Whether a request with this {@code Origin} comes from a page of this machine. */
  boolean isLocalOrigin(Optional<String> origin) {
    return origin.isEmpty()
        || authorityOf(origin.get()).filter(a -> isOurName(withoutPort(a))).isPresent();
  }

  /**
   * Whether a request comes from a page that this machine serves: at a loopback address, under a
   * configured name, or under the name by which the request came here. Not so a request without an
   * {@code Origin}.
   */
  boolean isPageFromHere(Optional<String> origin, Optional<String> hostHeader) {
    Optional<String> page = origin.flatMap(OwnNames::authorityOf).map(OwnNames::withoutPort);
    return isOurs(hostHeader)
        && page.filter(name ->
                LOOPBACK.matcher(name).matches()
                    || names.contains(name)
                    || hostHeader.map(OwnNames::withoutPort).filter(name::equals).isPresent())
            .isPresent();
  }

  private boolean isOurName(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || IP.matcher(name).matches()
        || names.contains(name);
  }

  private static Optional<String> authorityOf(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getAuthority()).map(OwnNames::lower);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The name in a {@code Host}, in lower case. */
  static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon >= 0 && !authority.endsWith("]");
    return lower(port ? authority.substring(0, colon) : authority);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
