package dev.forebay.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The handlers of one AWS service, by operation. Immutable once built.
 *
 * @param service the service's name as in the credential scope, such as {@code lambda}
 * @param operations by the operation's name
 */
public record ServiceBinding(String service, Map<String, Operation<?>> operations) {

  /** Copies the map. */
  public ServiceBinding {
    operations = Map.copyOf(operations);
  }

  /** Starts a binding. */
  public static Builder of(String service) {
    return new Builder(service);
  }

  /**
   * How to make a request of an operation and what answers it.
   *
   * @param <I> the SDK's request class
   */
  public sealed interface Operation<I extends SdkPojo> {
    /** A fresh builder of the request; it is an {@link SdkPojo} as well. */
    Supplier<? extends SdkBuilder<?, I>> requestBuilder();
  }

  /** An operation with one answer. */
  public record Unary<I extends SdkPojo, O extends SdkPojo>(
      Supplier<? extends SdkBuilder<?, I>> requestBuilder, Handler<I, O> handler)
      implements Operation<I> {}

  /** An operation that answers with an event stream. */
  public record Streaming<I extends SdkPojo>(
      Supplier<? extends SdkBuilder<?, I>> requestBuilder, StreamHandler<I> handler)
      implements Operation<I> {}

  /** An operation with bytes beside its request or its answer. */
  public record Transfer<I extends SdkPojo, O extends SdkPojo>(
      Supplier<? extends SdkBuilder<?, I>> requestBuilder, TransferHandler<I, O> handler)
      implements Operation<I> {}

  /** Collects handlers. Confined to one thread. */
  public static final class Builder {
    private final String service;
    private final Map<String, Operation<?>> operations = new LinkedHashMap<>();

    private Builder(String service) {
      this.service = service;
    }

    /** Adds an operation with one answer. */
    public <I extends SdkPojo, O extends SdkPojo> Builder on(
        String operation,
        Supplier<? extends SdkBuilder<?, I>> requestBuilder,
        Handler<I, O> handler) {
      return add(operation, new Unary<>(requestBuilder, handler));
    }

    /** Adds an operation that answers with an event stream. */
    public <I extends SdkPojo> Builder onStream(
        String operation,
        Supplier<? extends SdkBuilder<?, I>> requestBuilder,
        StreamHandler<I> handler) {
      return add(operation, new Streaming<>(requestBuilder, handler));
    }

    /** Adds an operation with bytes beside its request or its answer. */
    public <I extends SdkPojo, O extends SdkPojo> Builder onTransfer(
        String operation,
        Supplier<? extends SdkBuilder<?, I>> requestBuilder,
        TransferHandler<I, O> handler) {
      return add(operation, new Transfer<>(requestBuilder, handler));
    }

    private Builder add(String name, Operation<?> operation) {
      if (operations.putIfAbsent(name, operation) != null) {
        throw new IllegalArgumentException(service + " has two handlers for " + name);
      }
      return this;
    }

    /** The binding. */
    public ServiceBinding build() {
      return new ServiceBinding(service, operations);
    }
  }
}
