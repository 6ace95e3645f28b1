package dev.forebay.apigateway;

import dev.forebay.wire.protocol.SharedMembers;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Makes one of AWS's types of another: what is kept of a request, an answer of what is kept. They
 * name the same members.
 */
final class Members {
  private Members() {}

  /** The builder's object with all members that the other has as well. */
  static <B extends SdkBuilder<B, T>, T extends SdkPojo> T of(SdkPojo from, B builder) {
    SharedMembers.copy(from, (SdkPojo) builder);
    return builder.build();
  }

  /** A map that is changed by entry: an empty text takes its entry away, as AWS has it. */
  static Map<String, String> merge(Map<String, String> old, Map<String, String> change) {
    Map<String, String> merged = new LinkedHashMap<>(old);
    merged.putAll(change);
    merged.values().removeIf(String::isEmpty);
    return merged;
  }
}
