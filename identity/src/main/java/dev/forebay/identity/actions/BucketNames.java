package dev.forebay.identity.actions;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The ARNs of buckets and objects, which name neither region nor account. */
final class BucketNames {
  private BucketNames() {}

  /** A bucket, or an object in it. */
  static Optional<String> bucket(Members request, String bucket, String key) {
    return request
        .text(bucket)
        .map(name ->
            arn(request, key.isEmpty() ? name : name + "/" + request.text(key).orElse("*")));
  }

  /** The object that a copy is made of: {@code bucket/key?versionId=…}, with escapes. */
  static Optional<String> source(Members request, String member) {
    return request
        .text(member)
        .map(text -> {
          int version = text.lastIndexOf("?versionId=");
          String path = version < 0 ? text : text.substring(0, version);
          String relative = path.startsWith("/") ? path.substring(1) : path;
          try {
            return arn(
                request, URLDecoder.decode(relative.replace("+", "%2B"), StandardCharsets.UTF_8));
          } catch (IllegalArgumentException e) {
            return arn(request, relative);
          }
        });
  }

  private static String arn(Members request, String resource) {
    return "arn:" + request.context().place().region().partition() + ":s3:::" + resource;
  }
}
