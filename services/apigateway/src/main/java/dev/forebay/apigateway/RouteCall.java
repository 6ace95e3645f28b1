package dev.forebay.apigateway;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The switchboard's word for a request to a route that only lets in who is allowed {@code
 * execute-api:Invoke}. It is no operation of AWS's and never on the wire. Immutable.
 */
public final class RouteCall implements SdkPojo {
  private static final SdkField<String> ARN =
      SdkField.<String>builder(MarshallingType.STRING)
          .memberName("RouteArn")
          .getter(holder -> arn(holder))
          .setter((builder, value) -> ((Builder) builder).arn = value)
          .traits(
              LocationTrait.builder()
                  .location(MarshallLocation.PAYLOAD)
                  .locationName("RouteArn")
                  .build())
          .build();

  private final @Nullable String arn;

  private RouteCall(@Nullable String arn) {
    this.arn = arn;
  }

  /** The call of a route by an ARN with the method and the path as they came. */
  static RouteCall of(String arn) {
    return new RouteCall(arn);
  }

  /** A builder without an ARN. */
  public static Builder builder() {
    return new Builder();
  }

  private static @Nullable String arn(Object holder) {
    return holder instanceof RouteCall call ? call.arn : ((Builder) holder).arn;
  }

  @Override
  public List<SdkField<?>> sdkFields() {
    return List.of(ARN);
  }

  @Override
  public Map<String, SdkField<?>> sdkFieldNameToField() {
    return Map.of("RouteArn", ARN);
  }

  @Override
  public boolean equalsBySdkFields(Object other) {
    return other instanceof RouteCall call && Objects.equals(arn, call.arn);
  }

  /** Collects the member. Confined to one thread. */
  public static final class Builder implements SdkBuilder<Builder, RouteCall>, SdkPojo {
    private @Nullable String arn;

    private Builder() {}

    @Override
    public RouteCall build() {
      return new RouteCall(arn);
    }

    @Override
    public List<SdkField<?>> sdkFields() {
      return List.of(ARN);
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
      return Map.of("RouteArn", ARN);
    }
  }
}
