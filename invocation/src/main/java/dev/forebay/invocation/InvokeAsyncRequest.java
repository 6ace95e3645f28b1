package dev.forebay.invocation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The request of the deprecated operation InvokeAsync, which the SDK for Java 2 has left out and
 * the CLI has not. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html">InvokeAsync</a>
 */
public final class InvokeAsyncRequest implements SdkPojo {
  private static final SdkField<String> FUNCTION_NAME =
      SdkField.<String>builder(MarshallingType.STRING)
          .memberName("FunctionName")
          .getter(holder -> functionName(holder))
          .setter((builder, value) -> ((Builder) builder).functionName = value)
          .traits(
              LocationTrait.builder()
                  .location(MarshallLocation.PATH)
                  .locationName("FunctionName")
                  .build())
          .build();
  private static final SdkField<SdkBytes> INVOKE_ARGS =
      SdkField.<SdkBytes>builder(MarshallingType.SDK_BYTES)
          .memberName("InvokeArgs")
          .getter(holder -> invokeArgs(holder))
          .setter((builder, value) -> ((Builder) builder).invokeArgs = value)
          .traits(
              LocationTrait.builder()
                  .location(MarshallLocation.PAYLOAD)
                  .locationName("InvokeArgs")
                  .build(),
              PayloadTrait.create())
          .build();
  private static final List<SdkField<?>> FIELDS = List.of(FUNCTION_NAME, INVOKE_ARGS);

  private final @Nullable String functionName;
  private final @Nullable SdkBytes invokeArgs;

  private InvokeAsyncRequest(Builder builder) {
    this.functionName = builder.functionName;
    this.invokeArgs = builder.invokeArgs;
  }

  /** A builder without a name or arguments. */
  public static Builder builder() {
    return new Builder();
  }

  /** The function, in any form of its name. */
  String functionName() {
    return functionName == null ? "" : functionName;
  }

  /** The event. */
  @Nullable SdkBytes invokeArgs() {
    return invokeArgs;
  }

  private static @Nullable String functionName(Object holder) {
    return holder instanceof InvokeAsyncRequest request
        ? request.functionName
        : ((Builder) holder).functionName;
  }

  private static @Nullable SdkBytes invokeArgs(Object holder) {
    return holder instanceof InvokeAsyncRequest request
        ? request.invokeArgs
        : ((Builder) holder).invokeArgs;
  }

  @Override
  public List<SdkField<?>> sdkFields() {
    return FIELDS;
  }

  @Override
  public Map<String, SdkField<?>> sdkFieldNameToField() {
    return Map.of("FunctionName", FUNCTION_NAME, "InvokeArgs", INVOKE_ARGS);
  }

  @Override
  public boolean equalsBySdkFields(Object other) {
    return other instanceof InvokeAsyncRequest request
        && functionName().equals(request.functionName())
        && java.util.Objects.equals(invokeArgs, request.invokeArgs);
  }

  /** Collects the members. Confined to one thread. */
  public static final class Builder implements SdkBuilder<Builder, InvokeAsyncRequest>, SdkPojo {
    private @Nullable String functionName;
    private @Nullable SdkBytes invokeArgs;

    private Builder() {}

    /** Sets the function. */
    public Builder functionName(String name) {
      this.functionName = name;
      return this;
    }

    /** Sets the event. */
    public Builder invokeArgs(SdkBytes args) {
      this.invokeArgs = args;
      return this;
    }

    @Override
    public InvokeAsyncRequest build() {
      return new InvokeAsyncRequest(this);
    }

    @Override
    public List<SdkField<?>> sdkFields() {
      return FIELDS;
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
      return Map.of("FunctionName", FUNCTION_NAME, "InvokeArgs", INVOKE_ARGS);
    }
  }
}
