package dev.forebay.cognito;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of Secure Remote Password 6a as Cognito's clients speak it: SHA-256, the
 * 3072-bit group of RFC 5054, numbers hashed as signed big-endian bytes, and a key of 16 bytes that
 * HKDF draws from the shared secret. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5054">RFC 5054</a>
 */
final class Srp {
  private static final BigInteger N =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
              + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
              + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
              + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
              + "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
              + "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
              + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
              + "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
              + "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
              + "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
              + "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
              + "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
          16);
  private static final BigInteger G = BigInteger.TWO;
  private static final BigInteger K = new BigInteger(1, hash(N.toByteArray(), G.toByteArray()));
  private static final byte[] INFO = "Caldera Derived Key".getBytes(StandardCharsets.UTF_8);
  private static final int KEY_BYTES = 16;

  /** Bytes of a salt. */
  static final int SALT_BYTES = 16;

  /** Bytes of the server's secret exponent. */
  static final int SECRET_BYTES = 128;

  private Srp() {}

  /** What a salt and a password become, in hexadecimal. */
  static String verifier(String pool, String username, String password, String salt) {
    byte[] identity = hash((pool + username + ":" + password).getBytes(StandardCharsets.UTF_8));
    BigInteger x = new BigInteger(1, hash(number(salt).toByteArray(), identity));
    return G.modPow(x, N).toString(16);
  }

  /** The server's public value for its secret exponent. */
  static BigInteger publicValue(String verifier, BigInteger secret) {
    return K.multiply(number(verifier)).add(G.modPow(secret, N)).mod(N);
  }

  /** Whether a client's public value may be one. */
  static boolean isPublicValue(String a) {
    return a.length() <= 1_024 && isHex(a) && number(a).mod(N).signum() != 0;
  }

  private static boolean isHex(String text) {
    return !text.isEmpty() && text.chars().allMatch(HexFormat::isHexDigit);
  }

  static BigInteger number(String hex) {
    return new BigInteger(hex, 16);
  }

  /**
   * The proof that the client knows the password, in base64.
   *
   * @param a the client's public value
   * @param secret the server's secret exponent
   * @param block the secret block, as it was sent
   * @param timestamp as the client spells it
   */
  static String proof(
      String pool,
      String username,
      String verifier,
      BigInteger a,
      BigInteger secret,
      byte[] block,
      String timestamp) {
    BigInteger b = publicValue(verifier, secret);
    BigInteger u = new BigInteger(1, hash(a.toByteArray(), b.toByteArray()));
    BigInteger shared = a.multiply(number(verifier).modPow(u, N)).modPow(secret, N);
    byte[] extracted = hmac(u.toByteArray(), shared.toByteArray());
    byte[] key = Arrays.copyOf(hmac(extracted, INFO, new byte[] {1}), KEY_BYTES);
    return Base64.getEncoder()
        .encodeToString(
            hmac(
                key,
                pool.getBytes(StandardCharsets.UTF_8),
                username.getBytes(StandardCharsets.UTF_8),
                block,
                timestamp.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
