package dev.forebay.identity.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Internet addresses with the same first bits: {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or
 * one address. Immutable.
 */
final class IpRange {
  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");

  private final byte[] address;
  private final int bits;

  private IpRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** The range that a text spells, in either version of the protocol. */
  static Optional<IpRange> parse(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int most = address.get().length * Byte.SIZE;
    if (slash < 0) {
      return Optional.of(new IpRange(address.get(), most));
    }
    String bits = text.substring(slash + 1);
    if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > most) {
      return Optional.empty();
    }
    return Optional.of(new IpRange(address.get(), Integer.parseInt(bits)));
  }

  // The patterns keep out what ofLiteral takes beyond addresses as policies write them: fewer than
  // four numbers, and zones.
  private static Optional<byte[]> address(String text) {
    boolean v6 = text.indexOf(':') >= 0;
    if (!(v6 ? V6 : V4).matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it contains all of another range. */
  boolean contains(IpRange other) {
    if (other.address.length != address.length || other.bits < bits) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    if (!Arrays.equals(address, 0, whole, other.address, 0, whole)) {
      return false;
    }
    int mask = 0xff << (Byte.SIZE - rest) & 0xff;
    return rest == 0 || ((address[whole] ^ other.address[whole]) & mask) == 0;
  }
}
