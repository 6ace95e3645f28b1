package dev.forebay.wire;

import dev.forebay.model.AccountId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Where every call meets its handler. Authorization happens here, once, so that nothing can go
 * round it. Thread-safe.
 */
public final class Switchboard {
  /** Where a denial is explained: the message is AWS's own, so the pointer is a header. */
  private static final String WHY = "x-forebay-why";

  private static final String WHY_DENIED = "/_forebay/why-denied/";

  private final Map<String, ServiceBinding> services;
  private final Authorizer authorizer;

  /** A switchboard of these services, each named once. */
  public Switchboard(List<ServiceBinding> services, Authorizer authorizer) {
    Map<String, ServiceBinding> byName = new HashMap<>();
    for (ServiceBinding binding : services) {
      if (byName.put(binding.service(), binding) != null) {
        throw new IllegalArgumentException("service bound twice: " + binding.service());
      }
    }
    this.services = Map.copyOf(byName);
    this.authorizer = authorizer;
  }

  /** The services that are bound. */
  public Map<String, ServiceBinding> services() {
    return services;
  }

  /**
   * Calls an operation with one answer.
   *
   * @throws AwsException as the operation or the authorization answers
   */
  public SdkPojo call(CallContext context, String service, String operation, SdkPojo request) {
    ServiceBinding.Operation<?> bound = find(service, operation);
    CallContext allowed = authorize(context, service, operation, request);
    return switch (bound) {
      case ServiceBinding.Unary<?, ?> unary -> invoke(unary, allowed, request);
      case ServiceBinding.Streaming<?> streaming ->
          throw new IllegalArgumentException(operation + " answers with an event stream");
      case ServiceBinding.Transfer<?, ?> transfer ->
          throw new IllegalArgumentException(operation + " has bytes beside it");
    };
  }

  /**
   * Calls an operation that answers with an event stream.
   *
   * @throws AwsException as the operation or the authorization answers, before the stream starts
   */
  public void stream(
      CallContext context, String service, String operation, SdkPojo request, EventStream stream) {
    ServiceBinding.Operation<?> bound = find(service, operation);
    CallContext allowed = authorize(context, service, operation, request);
    switch (bound) {
      case ServiceBinding.Streaming<?> streaming ->
          invokeStream(streaming, allowed, request, stream);
      case ServiceBinding.Unary<?, ?> unary ->
          throw new IllegalArgumentException(operation + " has one answer, not a stream");
      case ServiceBinding.Transfer<?, ?> transfer ->
          throw new IllegalArgumentException(operation + " has one answer, not a stream");
    }
  }

  /**
   * Calls an operation with bytes beside its request or its answer.
   *
   * @param body the bytes beside the request; the caller closes it
   * @return the answer, whose bytes the caller closes
   * @throws AwsException as the operation or the authorization answers
   */
  public Transferred<?> transfer(
      CallContext context, String service, String operation, SdkPojo request, Body body) {
    if (!(find(service, operation) instanceof ServiceBinding.Transfer<?, ?> bound)) {
      throw new IllegalArgumentException(operation + " has no bytes beside it");
    }
    authorize(context, service, operation, request);
    return invokeTransfer(bound, context, request, body);
  }

  /**
   * Finds out whether a call may be made, and does not make it.
   *
   * @throws AwsException as the authorization answers
   */
  public void check(CallContext context, String service, String operation, SdkPojo request) {
    find(service, operation);
    authorize(context, service, operation, request);
  }

  private ServiceBinding.Operation<?> find(String service, String operation) {
    ServiceBinding binding = services.get(service);
    ServiceBinding.Operation<?> bound =
        binding == null ? null : binding.operations().get(operation);
    if (bound == null) {
      throw new AwsException(
          "NotImplemented", 501, service + ":" + operation + " is not implemented yet in Forebay");
    }
    return bound;
  }

  // The call as its handler sees it: what another account shares is handled there, so that no
  // service has to know of accounts but the one that it is called in.
  private CallContext authorize(
      CallContext context, String service, String operation, SdkPojo request) {
    return switch (authorizer.decide(context, service, operation, request)) {
      case Authorizer.Decision.Allowed(Optional<AccountId> owner) ->
          owner.map(context::in).orElse(context);
      case Authorizer.Decision.Denied denied -> throw denied(context, denied.message());
    };
  }

  /** The answer to a call that may not be made, with a header that says where it is told why. */
  public static AwsException denied(CallContext context, String message) {
    return new AwsException("AccessDeniedException", 403, message)
        .withHeader(WHY, WHY_DENIED + context.requestId().value());
  }

  // The binding paired the builder and the handler of one operation, so the request's class fits.
  @SuppressWarnings("unchecked")
  private static <I extends SdkPojo, O extends SdkPojo> SdkPojo invoke(
      ServiceBinding.Unary<I, O> unary, CallContext context, SdkPojo request) {
    return unary.handler().handle(context, (I) request);
  }

  @SuppressWarnings("unchecked")
  private static <I extends SdkPojo> void invokeStream(
      ServiceBinding.Streaming<I> streaming,
      CallContext context,
      SdkPojo request,
      EventStream stream) {
    streaming.handler().handle(context, (I) request, stream);
  }

  @SuppressWarnings("unchecked")
  private static <I extends SdkPojo, O extends SdkPojo> Transferred<O> invokeTransfer(
      ServiceBinding.Transfer<I, O> transfer, CallContext context, SdkPojo request, Body body) {
    return transfer.handler().handle(context, (I) request, body);
  }
}
