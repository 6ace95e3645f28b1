package dev.forebay.sns;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Makes X.509 certificates (RFC 5280) in DER; the JDK reads them, but makes none. */
final class SelfSigned {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int NULL = 0x05;
  private static final int OID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;

  /** 1.2.840.113549.1.1.11, sha256WithRSAEncryption. */
  private static final byte[] SHA256_WITH_RSA = {
    0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 11
  };

  /** 2.5.4.3, commonName. */
  private static final byte[] COMMON_NAME = {0x55, 4, 3};

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration LIFETIME = Duration.ofDays(3_650);

  private SelfSigned() {}

  /**
   * A certificate that is good for ten years from the day before.
   *
   * @param keys an RSA key, and what it signs the certificate with
   * @param name the common name of issuer and subject
   * @param serial of which 63 bits are used
   */
  static byte[] certificate(KeyPair keys, String name, Instant now, long serial)
      throws GeneralSecurityException {
    byte[] algorithm = sequence(tagged(OID, SHA256_WITH_RSA), tagged(NULL));
    byte[] naming =
        sequence(
            tagged(
                SET,
                sequence(
                    tagged(OID, COMMON_NAME),
                    tagged(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8)))));
    Instant from = now.minus(Duration.ofDays(1));
    byte[] signed =
        sequence(
            tagged(VERSION, integer(BigInteger.TWO)),
            integer(BigInteger.valueOf(serial >>> 1)),
            algorithm,
            naming,
            sequence(time(from), time(from.plus(LIFETIME))),
            naming,
            keys.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed);
    return sequence(signed, algorithm, tagged(BIT_STRING, new byte[1], signature.sign()));
  }

  private static byte[] integer(BigInteger number) {
    return tagged(INTEGER, number.toByteArray());
  }

  private static byte[] time(Instant instant) {
    return tagged(GENERALIZED_TIME, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
