package dev.forebay.cognito;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A client of SRP as Cognito's browser libraries compute it: with texts in hexadecimal, and with
 * nothing of the server's code but the prime, which is taken from π instead.
 */
final class SrpClient {
  private static final BigInteger N = prime();
  private final BigInteger a = new BigInteger("123456789abcdef0fedcba987654321", 16);

  // The prime of RFC 3526: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 π) + 1690314).
  private static BigInteger prime() {
    int bits = 2942;
    BigInteger pi = arctan(5, bits + 64).shiftLeft(4).subtract(arctan(239, bits + 64).shiftLeft(2));
    BigInteger whole = pi.shiftRight(64);
    return BigInteger.ONE
        .shiftLeft(3072)
        .subtract(BigInteger.ONE.shiftLeft(3008))
        .subtract(BigInteger.ONE)
        .add(whole.add(BigInteger.valueOf(1690314)).shiftLeft(64));
  }

  private static BigInteger arctan(int inverse, int bits) {
    BigInteger x = BigInteger.valueOf(inverse);
    BigInteger square = x.multiply(x);
    BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(x);
    BigInteger sum = power;
    for (int n = 3; power.signum() != 0; n += 2) {
      power = power.divide(square);
      BigInteger term = power.divide(BigInteger.valueOf(n));
      sum = n % 4 == 3 ? sum.subtract(term) : sum.add(term);
    }
    return sum;
  }

  String publicValue() {
    return BigInteger.TWO.modPow(a, N).toString(16);
  }

  private static String pad(String hex) {
    String even = hex.length() % 2 == 1 ? "0" + hex : hex;
    return "89abcdefABCDEF".indexOf(even.charAt(0)) >= 0 ? "00" + even : even;
  }

  /** The answers to PASSWORD_VERIFIER. */
  Map<String, String> answers(
      String pool, Map<String, String> challenge, String password, Instant now) throws Exception {
    String b = challenge.getOrDefault("SRP_B", "");
    String user = challenge.getOrDefault("USER_ID_FOR_SRP", "");
    String u = hex(pad(publicValue()) + pad(b));
    String k = hex("00" + N.toString(16) + "02");
    String identity =
        HexFormat.of().formatHex(sha(utf8(pool.split("_", -1)[1] + user + ":" + password)));
    String x = hex(pad(challenge.getOrDefault("SALT", "")) + identity);
    BigInteger gx = BigInteger.TWO.modPow(new BigInteger(x, 16), N);
    BigInteger s =
        new BigInteger(b, 16)
            .subtract(new BigInteger(k, 16).multiply(gx))
            .mod(N)
            .modPow(a.add(new BigInteger(u, 16).multiply(new BigInteger(x, 16))), N);
    byte[] prk = mac(bytes(pad(u)), bytes(pad(s.toString(16))));
    byte[] okm = mac(prk, utf8("Caldera Derived Key\u0001"));
    byte[] key = new byte[16];
    System.arraycopy(okm, 0, key, 0, 16);
    String timestamp =
        DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(now);
    String claim =
        Base64.getEncoder()
            .encodeToString(
                mac(
                    key,
                    utf8(pool.split("_", -1)[1] + user),
                    Base64.getDecoder().decode(challenge.getOrDefault("SECRET_BLOCK", "")),
                    utf8(timestamp)));
    return Map.of(
        "USERNAME",
        user,
        "PASSWORD_CLAIM_SECRET_BLOCK",
        challenge.getOrDefault("SECRET_BLOCK", ""),
        "PASSWORD_CLAIM_SIGNATURE",
        claim,
        "TIMESTAMP",
        timestamp);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(String input) throws GeneralSecurityException {
    return HexFormat.of().formatHex(sha(bytes(input)));
  }

  private static byte[] sha(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static byte[] mac(byte[] key, byte[]... parts) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }
}
