package dev.forebay.wire.http;

import dev.forebay.model.AccountRegion;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Where and how the edge listens. Immutable.
 *
 * @param host the address or name to listen on
 * @param port 0 for any free one, up to 65,535
 * @param unix a listener on a Unix domain socket besides
 * @param names host names that are ours, besides IP addresses, {@code localhost} and what ends in
 *     {@code .localhost}
 * @param adminPeers who may use routes of {@link RawRoute.Access#ADMIN}
 * @param anonymous operations that may be called unsigned, as {@code service:Operation}
 * @param defaultPlace the account and region that an unsigned call is about
 * @param idleTimeout after this long without a byte a connection is given up; a body must be
 *     complete within this time plus a second for each 64 KiB
 * @param grace how long calls under way may take to end when the edge closes
 */
public record HttpSettings(
    String host,
    int port,
    Optional<UnixListener> unix,
    Set<String> names,
    AdminPeers adminPeers,
    Set<String> anonymous,
    AccountRegion defaultPlace,
    Duration idleTimeout,
    Duration grace) {

  /** Who may use the admin routes. */
  public enum AdminPeers {
    /** Callers on this machine. */
    LOCAL,
    /** Everyone who reaches the listener. */
    ANYONE
  }

  /** Checks the numbers and copies the sets. */
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0..65535: " + port);
    }
    if (!idleTimeout.isPositive()) {
      throw new IllegalArgumentException("idleTimeout must be positive: " + idleTimeout);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative: " + grace);
    }
    names = Set.copyOf(names);
    anonymous = Set.copyOf(anonymous);
  }

  /** A listener on the loopback address, with an idle timeout of 60 and a grace of 5 seconds. */
  public static HttpSettings loopback(int port, AccountRegion defaultPlace) {
    return new HttpSettings(
        "127.0.0.1",
        port,
        Optional.empty(),
        Set.of(),
        AdminPeers.LOCAL,
        Set.of(),
        defaultPlace,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }
}
