package dev.forebay.wire.protocol;

import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.tables.ServiceTables;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Between bytes and calls: finds the operation that a request means, decodes it, and puts answers
 * and errors into the form of the protocol that the caller spoke. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class WireProtocols {
  private final Map<String, ServiceBinding> services;
  private final ServiceTables tables;

  /**
   * The protocols of these services.
   *
   * @param services by name, as {@link dev.forebay.wire.Switchboard#services} gives them
   */
  public WireProtocols(Map<String, ServiceBinding> services, ServiceTables tables) {
    this.services = Map.copyOf(services);
    this.tables = tables;
  }

  /**
   * Finds service, operation and protocol of a request.
   *
   * @param scopeService the service of the credential scope, if the request is signed; else {@code
   *     X-Amz-Target}, {@code Action} and {@code Version}, or the path decides
   * @throws AwsException when there is no such service or operation; put into wire form by {@link
   *     #error(WireRequest, Optional, AwsException, RequestId)}
   */
  public WireCall find(WireRequest request, Optional<String> scopeService) {
    throw new AwsException(
        "UnknownOperationException", 404, services.keySet() + " " + tables.getClass());
  }

  /**
   * Decodes and validates.
   *
   * @return the SDK's request object
   * @throws AwsException when the request is malformed or breaks the model's rules, or when nothing
   *     is bound to the operation yet (501)
   */
  public SdkPojo decode(WireCall call, WireRequest request) {
    throw new AwsException("NotImplemented", 501, call + " " + request);
  }

  /** The wire form of an answer. */
  public WireResponse response(WireCall call, SdkPojo response, RequestId requestId) {
    throw new AwsException("NotImplemented", 501, call + " " + response + requestId);
  }

  /** The wire form of an error of a known operation. */
  public WireResponse error(WireCall call, AwsException error, RequestId requestId) {
    throw new AwsException("NotImplemented", 501, call + " " + error + requestId);
  }

  /**
   * The wire form of an error when no operation was found: XML for a query request, else JSON, in
   * the shape that the content type, {@code X-Amz-Target} and the service ask for.
   */
  public WireResponse error(
      WireRequest request, Optional<String> scopeService, AwsException error, RequestId requestId) {
    throw new AwsException("NotImplemented", 501, request + " " + scopeService + error + requestId);
  }

  /** The encoder of an operation's event stream. */
  public EventStreamEncoder eventStream(WireCall call, RequestId requestId) {
    throw new AwsException("NotImplemented", 501, call + " " + requestId);
  }
}
