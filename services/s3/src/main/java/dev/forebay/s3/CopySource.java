package dev.forebay.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * The source of a copy: {@code bucket/key?versionId=…}, with escapes. Immutable.
 *
 * @param bucket its name
 * @param key the object's
 * @param versionId the version, if the request names one
 */
record CopySource(String bucket, String key, Optional<String> versionId) {
  private static final String VERSION = "?versionId=";

  /** The source that a request's header names; the SDK would rather its users named it in parts. */
  @SuppressWarnings("deprecation")
  static CopySource of(CopyObjectRequest request) {
    return parse(request.copySource());
  }

  /** The source of a part. */
  @SuppressWarnings("deprecation")
  static CopySource of(UploadPartCopyRequest request) {
    return parse(request.copySource());
  }

  static CopySource parse(@Nullable String header) {
    String text = header == null ? "" : header;
    int version = text.lastIndexOf(VERSION);
    String path = version < 0 ? text : text.substring(0, version);
    String decoded;
    try {
      decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid(text);
    }
    String relative = decoded.startsWith("/") ? decoded.substring(1) : decoded;
    int slash = relative.indexOf('/');
    if (slash < 1 || slash == relative.length() - 1) {
      throw invalid(text);
    }
    return new CopySource(
        relative.substring(0, slash),
        relative.substring(slash + 1),
        version < 0 ? Optional.empty() : Optional.of(text.substring(version + VERSION.length())));
  }

  private static dev.forebay.wire.AwsException invalid(String text) {
    return S3Errors.invalidArgument(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
        "x-amz-copy-source",
        text);
  }
}
