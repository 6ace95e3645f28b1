package dev.forebay.wire.protocol;

import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Moves members of the same name from what was asked to what is kept or answered. */
public final class SharedMembers {
  private SharedMembers() {}

  /** Sets every member of the builder that the other has a value for. */
  public static void copy(SdkPojo from, SdkPojo builder) {
    for (SdkField<?> field : builder.sdkFields()) {
      for (SdkField<?> given : from.sdkFields()) {
        if (given.memberName().equals(field.memberName())) {
          Object value = given.getValueOrDefault(from);
          if (value != null
              && !(value instanceof SdkAutoConstructList<?>)
              && !(value instanceof SdkAutoConstructMap<?, ?>)) {
            field.set(builder, value);
          }
        }
      }
    }
  }
}
