package dev.forebay.s3;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/**
 * The headers that an object keeps as they were when it was written, and gives back when it is
 * read. Thread-safe.
 */
final class Attributes {
  static final String CONTENT_TYPE = "content-type";
  static final String CONTENT_ENCODING = "content-encoding";
  static final String STORAGE_CLASS = "x-amz-storage-class";
  static final String ENCRYPTION = "x-amz-server-side-encryption";
  static final String KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id";
  static final String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";
  static final String CUSTOMER_ALGORITHM = "x-amz-server-side-encryption-customer-algorithm";
  static final String CUSTOMER_KEY_MD5 = "x-amz-server-side-encryption-customer-key-md5";
  static final String LOCK_MODE = "x-amz-object-lock-mode";
  static final String RETAIN_UNTIL = "x-amz-object-lock-retain-until-date";
  static final String LEGAL_HOLD = "x-amz-object-lock-legal-hold";
  static final String CHECKSUM_TYPE = "x-amz-checksum-type";
  static final String CHECKSUM = "x-amz-checksum-";

  /** Not a header: the canned ACL, or the grants, that the object was given. */
  static final String ACL = "acl";

  /** What describes the content; a copy takes it from its source or from its request. */
  static final List<String> CONTENT =
      List.of(
          CONTENT_TYPE,
          CONTENT_ENCODING,
          "content-disposition",
          "content-language",
          "cache-control",
          "expires");

  private static final List<String> KEPT =
      List.of(
          CONTENT_TYPE,
          CONTENT_ENCODING,
          "content-disposition",
          "content-language",
          "cache-control",
          "expires",
          "x-amz-website-redirect-location",
          STORAGE_CLASS,
          ENCRYPTION,
          KMS_KEY,
          BUCKET_KEY,
          CUSTOMER_ALGORITHM,
          CUSTOMER_KEY_MD5,
          LOCK_MODE,
          RETAIN_UNTIL,
          LEGAL_HOLD);

  private final Map<Class<?>, Map<String, SdkField<?>>> fields = new ConcurrentHashMap<>();

  /** What a request says that is to be kept. */
  Map<String, String> of(SdkPojo request) {
    Map<String, SdkField<?>> byName = fields(request);
    Map<String, String> kept = new TreeMap<>();
    for (String name : KEPT) {
      SdkField<?> field = byName.get(name);
      Object value = field == null ? null : field.getValueOrDefault(request);
      if (value != null) {
        kept.put(name, text(name, value));
      }
    }
    String encoding = withoutChunks(kept.getOrDefault(CONTENT_ENCODING, ""));
    kept.remove(CONTENT_ENCODING);
    if (!encoding.isEmpty()) {
      kept.put(CONTENT_ENCODING, encoding);
    }
    return kept;
  }

  /** Sets the members of an answer that have a kept text. */
  void fill(SdkPojo builder, Map<String, String> kept) {
    Map<String, SdkField<?>> byName = fields(builder);
    kept.forEach((name, value) -> {
      SdkField<?> field = byName.get(name);
      if (field != null) {
        field.set(builder, value(field, value));
      }
    });
  }

  private static String text(String name, Object value) {
    return value instanceof Instant instant
        ? name.equals("expires") ? HttpDate.format(instant) : instant.toString()
        : value.toString();
  }

  private static Object value(SdkField<?> field, String text) {
    return switch (field.marshallingType().getKnownType()) {
      case BOOLEAN -> Boolean.valueOf(text);
      case INTEGER -> Integer.valueOf(text);
      case LONG -> Long.valueOf(text);
      case INSTANT -> text.endsWith("GMT") ? HttpDate.parse(text) : Instant.parse(text);
      default -> text;
    };
  }

  // The framing of the upload is no encoding of the object.
  private static String withoutChunks(String encoding) {
    List<String> left =
        java.util.Arrays.stream(encoding.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty() && !part.equalsIgnoreCase("aws-chunked"))
            .toList();
    return String.join(",", left);
  }

  // Two members of an answer may have one header: the one that is a text comes last and stands.
  private Map<String, SdkField<?>> fields(SdkPojo pojo) {
    return fields.computeIfAbsent(
        pojo.getClass(),
        type -> {
          Map<String, SdkField<?>> byName = new HashMap<>();
          for (SdkField<?> field : pojo.sdkFields()) {
            if (field.location() == MarshallLocation.HEADER) {
              byName.put(field.locationName().toLowerCase(Locale.ROOT), field);
            }
          }
          return Map.copyOf(byName);
        });
  }
}
