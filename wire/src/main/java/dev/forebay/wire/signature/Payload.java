package dev.forebay.wire.signature;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.WireRequest;
import java.util.Locale;
import java.util.Optional;

/** How a signature covers the body. */
sealed interface Payload {
  /** Through the hash of the bytes as received. */
  record Hashed() implements Payload {}

  /**
   * Through a hash that the request declares and S3 compares with the body.
   *
   * @param hash 64 hexadecimal digits
   */
  record Declared(String hash) implements Payload {}

  /** Not at all. */
  record Unsigned() implements Payload {}

  /**
   * Either not at all or through its hash: a presigned S3 request that does not say which. S3's
   * rule is the former; the SDK for Java does the latter without TLS.
   */
  record PresignedObject() implements Payload {}

  /**
   * The body is in aws-chunked form.
   *
   * @param name what stands in the place of the hash
   * @param signed whether each chunk carries a signature
   * @param trailer whether trailers follow the last chunk
   */
  record Chunked(String name, boolean signed, boolean trailer) implements Payload {}

  /** What stands for the body of an unsigned payload. */
  String UNSIGNED = "UNSIGNED-PAYLOAD";

  /** How this request's signature covers its body. */
  static Payload of(WireRequest request, SignatureParts parts, QueryText query) {
    boolean s3 = parts.scope().service().equals("s3");
    Optional<String> header = request.headers().first("X-Amz-Content-Sha256");
    Optional<String> declared = header.isPresent() ? header : query.first("X-Amz-Content-Sha256");
    if (declared.isEmpty()) {
      return s3 && parts.validFor().isPresent() ? new PresignedObject() : new Hashed();
    }
    String text = declared.get();
    return switch (text) {
      case UNSIGNED -> new Unsigned();
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Chunked(text, true, false);
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Chunked(text, true, true);
      case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Chunked(text, false, true);
      default -> ofHash(text, s3);
    };
  }

  private static Payload ofHash(String text, boolean s3) {
    if (!s3) {
      return new Hashed();
    }
    String hash = text.toLowerCase(Locale.ROOT);
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new AwsException(
          "InvalidArgument",
          400,
          "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
              + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER,"
              + " or a valid sha256 value.");
    }
    return new Declared(hash);
  }
}
