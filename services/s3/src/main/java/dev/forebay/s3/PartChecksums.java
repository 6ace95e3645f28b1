package dev.forebay.s3;

import dev.forebay.wire.checksum.Checksum;
import java.util.Locale;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/** Sets the one of an answer's five checksum members that is meant. */
final class PartChecksums {
  private PartChecksums() {}

  /** Sets a member such as {@code ChecksumCRC32} of a builder. */
  static void set(SdkPojo builder, Checksum kind, String value) {
    String name = "checksum" + kind.name().toLowerCase(Locale.ROOT);
    for (SdkField<?> field : builder.sdkFields()) {
      if (field.memberName().toLowerCase(Locale.ROOT).equals(name)) {
        field.set(builder, value);
      }
    }
  }

  static software.amazon.awssdk.services.s3.model.Checksum checksum(Checksums.Stored stored) {
    software.amazon.awssdk.services.s3.model.Checksum.Builder builder =
        software.amazon.awssdk.services.s3.model.Checksum.builder().checksumType(stored.type());
    set((SdkPojo) builder, stored.kind(), stored.value());
    return builder.build();
  }

  static ObjectPart part(ObjectPart.Builder builder, Checksum kind, String value) {
    set((SdkPojo) builder, kind, value);
    return builder.build();
  }
}
