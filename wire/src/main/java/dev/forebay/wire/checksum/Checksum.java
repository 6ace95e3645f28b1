package dev.forebay.wire.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A checksum of a body that a header or a trailer may carry as {@code x-amz-checksum-…}, in base 64
 * ("Checking object integrity", Amazon S3 User Guide).
 */
public enum Checksum {
  /** 32 bits, as in gzip. */
  CRC32,
  /** 32 bits, Castagnoli. */
  CRC32C,
  /** 64 bits, S3's default. */
  CRC64NVME,
  /** 160 bits. */
  SHA1,
  /** 256 bits. */
  SHA256;

  private final String header = "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);

  /** A checksum under way. Confined to one thread. */
  public interface Running {
    /** Takes more bytes in. */
    void update(byte[] bytes, int from, int length);

    /** The checksum, most significant byte first; nothing may follow. */
    byte[] value();

    /** The checksum in base 64. */
    default String base64() {
      return Base64.getEncoder().encodeToString(value());
    }
  }

  /** The checksum that a header of this name carries. */
  public static Optional<Checksum> ofHeader(String name) {
    for (Checksum checksum : values()) {
      if (name.equals(checksum.header())) {
        return Optional.of(checksum);
      }
    }
    return Optional.empty();
  }

  /** The header's name, in lower case. */
  public String header() {
    return header;
  }

  /** Starts the checksum of a body. */
  public Running start() {
    return switch (this) {
      case CRC32 -> of(new CRC32());
      case CRC32C -> of(new CRC32C());
      case CRC64NVME -> new Crc64Nvme();
      case SHA1 -> of("SHA-1");
      case SHA256 -> of("SHA-256");
    };
  }

  private static Running of(java.util.zip.Checksum sum) {
    return new Running() {
      @Override
      public void update(byte[] bytes, int from, int length) {
        sum.update(bytes, from, length);
      }

      @Override
      public byte[] value() {
        return ByteBuffer.allocate(4).putInt((int) sum.getValue()).array();
      }
    };
  }

  private static Running of(String algorithm) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
    return new Running() {
      @Override
      public void update(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
      }

      @Override
      public byte[] value() {
        return digest.digest();
      }
    };
  }
}
