package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.checksum.Checksum;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The checksum that an object or an upload has ("Checking object integrity", S3 User Guide). */
final class Checksums {
  /** Of the whole content. */
  static final String FULL = "FULL_OBJECT";

  /** Of the checksums of the parts. */
  static final String COMPOSITE = "COMPOSITE";

  private Checksums() {}

  /**
   * A checksum that is stored.
   *
   * @param kind its algorithm
   * @param value in base 64; a composite one ends in the number of parts
   * @param type {@link #FULL} or {@link #COMPOSITE}
   */
  record Stored(Checksum kind, String value, String type) {
    /** As it is kept among an object's attributes, and given back in headers. */
    Map<String, String> attributes() {
      return Map.of(kind.header(), value, Attributes.CHECKSUM_TYPE, type);
    }
  }

  /** The checksum of a version. */
  static Optional<Stored> of(ObjectVersion version) {
    for (Checksum kind : Checksum.values()) {
      Optional<String> value = version.attribute(kind.header());
      if (value.isPresent()) {
        return Optional.of(
            new Stored(
                kind, value.get(), version.attribute(Attributes.CHECKSUM_TYPE).orElse(FULL)));
      }
    }
    return Optional.empty();
  }

  /** The algorithm of a name. */
  static Checksum kind(String name) {
    try {
      return Checksum.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new AwsException(
          "InvalidRequest",
          400,
          "Checksum algorithm provided is unsupported. Please try again with any of the valid"
              + " types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }
  }
}
