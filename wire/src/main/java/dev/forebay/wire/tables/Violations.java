package dev.forebay.wire.tables;

import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** What was found wrong with a request, in AWS's wording. Confined to one thread. */
final class Violations {
  /** After this many nothing further is looked at. */
  private static final int ENOUGH = 100;

  private final List<String> texts = new ArrayList<>();
  private @Nullable AwsException refused;

  /** Whether there are so many that the rest of the request need not be looked at. */
  boolean areEnough() {
    return texts.size() >= ENOUGH;
  }

  /** Adds a constraint that a value does not satisfy. */
  void add(Object value, boolean sensitive, String path, String constraint) {
    add((sensitive ? "Value" : "Value '" + shown(value) + "'"), path, constraint);
  }

  /** Adds a member that is missing. */
  void addNull(String path) {
    add("Value null", path, Rule.NOT_NULL);
  }

  /** Notes a value that the service refuses on its own, after everything else. */
  void refuse(Shape.EnumRefusal refusal, Object value, String path) {
    refused =
        new AwsException(
            refusal.code(),
            400,
            "Value "
                + value
                + " at '"
                + path
                + "' failed to satisfy constraint: Member must satisfy enum value set: ["
                + String.join(", ", refusal.listed())
                + "]"
                + refusal.text());
  }

  /** Throws when there is anything. */
  void raise(String code) {
    int count = texts.size();
    if (count > 0) {
      throw new AwsException(
          code,
          400,
          count
              + (count == 1 ? " validation error detected: " : " validation errors detected: ")
              + String.join("; ", texts));
    }
    if (refused != null) {
      throw refused;
    }
  }

  private void add(String subject, String path, String constraint) {
    texts.add(subject + " at '" + path + "' failed to satisfy constraint: " + constraint);
  }

  private static String shown(Object value) {
    if (value instanceof SdkBytes bytes) {
      int size = bytes.asByteArrayUnsafe().length;
      return "java.nio.HeapByteBuffer[pos=0 lim=" + size + " cap=" + size + "]";
    }
    return value.toString();
  }
}
