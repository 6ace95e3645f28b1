package dev.forebay.invocation;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;

/** The answer of InvokeAsync: the event is queued. Immutable. */
final class InvokeAsyncResponse implements SdkPojo {
  private static final int ACCEPTED = 202;
  private static final SdkField<Integer> STATUS =
      SdkField.<Integer>builder(MarshallingType.INTEGER)
          .memberName("Status")
          .getter(holder -> ACCEPTED)
          .setter((holder, value) -> {})
          .traits(
              LocationTrait.builder()
                  .location(MarshallLocation.STATUS_CODE)
                  .locationName("Status")
                  .build())
          .build();

  @Override
  public List<SdkField<?>> sdkFields() {
    return List.of(STATUS);
  }

  @Override
  public Map<String, SdkField<?>> sdkFieldNameToField() {
    return Map.of("Status", STATUS);
  }

  @Override
  public boolean equalsBySdkFields(Object other) {
    return other instanceof InvokeAsyncResponse;
  }
}
