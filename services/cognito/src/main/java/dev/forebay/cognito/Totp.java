package dev.forebay.cognito;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords of six digits, half a minute each. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238</a>
 */
final class Totp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int STEP_SECONDS = 30;
  private static final int MODULUS = 1_000_000;

  /** Bytes of a secret. */
  static final int SECRET_BYTES = 32;

  private Totp() {}

  /** A secret as authenticators take it. */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte one : bytes) {
      buffer = (buffer << 8) | (one & 0xFF);
      bits += 8;
      while (bits >= 5) {
        text.append(BASE32.charAt((buffer >> (bits - 5)) & 31));
        bits -= 5;
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }

  private static byte[] decode(String base32) {
    ByteBuffer bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < base32.length(); i++) {
      buffer = (buffer << 5) | BASE32.indexOf(base32.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bytes.put((byte) (buffer >> (bits - 8)));
        bits -= 8;
      }
    }
    return bytes.array();
  }

  /** The code of a secret at a step. */
  static String code(String secret, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(decode(secret), "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 15) & Integer.MAX_VALUE;
      return String.format("%06d", number % MODULUS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static long step(Instant time) {
    return time.getEpochSecond() / STEP_SECONDS;
  }

  /**
   * Finds the step that a code is of: this one, the one before or the next, as clocks differ.
   *
   * @param last the step of the code that was taken last; no code is taken twice
   */
  static OptionalLong match(String secret, String code, Instant now, long last) {
    long here = step(now);
    for (long step = here - 1; step <= here + 1; step++) {
      if (step > last && App.isSame(code, code(secret, step))) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }
}
