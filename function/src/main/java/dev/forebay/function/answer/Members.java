package dev.forebay.function.answer;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Carries members over between SDK classes that share them: a FunctionConfiguration is answered by
 * five operations under five names.
 */
public final class Members {
  private Members() {}

  /** Sets each member of the builder that the source has under the same name; returns it. */
  public static <B extends SdkPojo> B copy(SdkPojo source, B builder) {
    Map<String, SdkField<?>> targets =
        builder.sdkFields().stream()
            .collect(Collectors.toMap(SdkField::memberName, Function.identity()));
    for (SdkField<?> field : source.sdkFields()) {
      SdkField<?> target = targets.get(field.memberName());
      Object value = field.getValueOrDefault(source);
      if (target != null && value != null) {
        target.set(builder, value);
      }
    }
    return builder;
  }
}
