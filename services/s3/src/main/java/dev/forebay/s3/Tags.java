package dev.forebay.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Tag;

/** Tags of objects and of buckets, and their rules ("Categorizing your objects using tags"). */
final class Tags {
  private static final int OF_OBJECT = 10;
  private static final int OF_BUCKET = 50;

  private Tags() {}

  /** Those of a header {@code key=value&key=value}. */
  static Map<String, String> parse(@Nullable String header) {
    Map<String, String> tags = new TreeMap<>();
    if (header == null || header.isEmpty()) {
      return tags;
    }
    for (String pair : header.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (tags.put(key, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
        throw S3Errors.invalidArgument(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                + " parameters without tag name duplicates.",
            "x-amz-tagging",
            header);
      }
    }
    return checked(tags, OF_OBJECT, "Object tags cannot be greater than 10");
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Errors.invalidArgument(
          "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
              + " parameters without tag name duplicates.",
          "x-amz-tagging",
          text);
    }
  }

  static Map<String, String> ofObject(List<Tag> tags) {
    return checked(map(tags), OF_OBJECT, "Object tags cannot be greater than 10");
  }

  static void checkBucket(List<Tag> tags) {
    checked(map(tags), OF_BUCKET, "Bucket tag count cannot be greater than 50");
  }

  private static Map<String, String> map(List<Tag> tags) {
    Map<String, String> map = new TreeMap<>();
    for (Tag tag : tags) {
      if (tag.key() == null || tag.value() == null) {
        throw S3Errors.malformedXml();
      }
      if (map.put(tag.key(), tag.value()) != null) {
        throw S3Errors.refused("InvalidTag", "Cannot provide multiple Tags with the same key");
      }
    }
    return map;
  }

  private static Map<String, String> checked(Map<String, String> tags, int most, String tooMany) {
    if (tags.size() > most) {
      throw S3Errors.refused(most == OF_OBJECT ? "BadRequest" : "InvalidTag", tooMany);
    }
    tags.forEach((key, value) -> {
      if (key.isEmpty() || key.length() > 128) {
        throw S3Errors.refused("InvalidTag", "The TagKey you have provided is invalid");
      }
      if (value.length() > 256) {
        throw S3Errors.refused("InvalidTag", "The TagValue you have provided is invalid");
      }
      if (key.startsWith("aws:")) {
        throw S3Errors.refused("InvalidTag", "System tags cannot be added/updated by requester");
      }
    });
    return tags;
  }

  static List<Tag> list(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }
}
