package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TokenStreamFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.tables.ServiceTable;
import dev.forebay.wire.tables.ServiceTables;
import dev.forebay.wire.tables.Validator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Between bytes and calls: finds the operation that a request means, decodes it, and puts answers
 * and errors into the form of the protocol that the caller spoke. Thread-safe.
 */
public final class WireProtocols {
  /** Documents nest at most this deep; DynamoDB's values need some seventy levels. */
  private static final int DEEPEST = 256;

  /** The longest text: a function's code in base64 has 70 million letters. */
  private static final int LONGEST_TEXT = 128 * 1024 * 1024;

  private static final String CBOR_TYPE = "application/x-amz-cbor-1.1";

  // Names come from callers: they are never interned, and messages do not quote the body.
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxStringLength(LONGEST_TEXT)
          .build();

  private final Map<String, ServiceBinding> services;
  private final ServiceTables tables;
  private final OperationFinder finder;
  private final PojoPlans plans = new PojoPlans();
  private final Map<Protocol, ProtocolCodec> codecs = new ConcurrentHashMap<>();
  private final Map<String, Validator> validators = new ConcurrentHashMap<>();
  private final TokenStreamFactory json;

  /**
   * The protocols of these services.
   *
   * @param services by name, as {@link dev.forebay.wire.Switchboard#services} gives them
   * @throws IllegalArgumentException when there is no table for a service
   */
  public WireProtocols(Map<String, ServiceBinding> services, ServiceTables tables) {
    this.services = Map.copyOf(services);
    this.tables = tables;
    for (String service : services.keySet()) {
      if (!tables.profiles().containsKey(service)) {
        throw new IllegalArgumentException("no table for the service " + service);
      }
    }
    this.finder = new OperationFinder(this.services, tables);
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
  }

  /**
   * Finds service, operation and protocol of a request.
   *
   * @param scopeService the service of the credential scope, if the request is signed; else {@code
   *     X-Amz-Target}, {@code Action} and {@code Version}, or the path decides
   * @throws AwsException when there is no such service or operation, or when the path or the query
   *     cannot be read; put into wire form by {@link #error(WireRequest, Optional, AwsException,
   *     RequestId)}
   */
  public WireCall find(WireRequest request, Optional<String> scopeService) {
    return finder.find(request, scopeService);
  }

  /**
   * Decodes and validates.
   *
   * @return the SDK's request object
   * @throws AwsException when the request is malformed or breaks the model's rules, or when nothing
   *     is bound to the operation yet (501)
   */
  public SdkPojo decode(WireCall call, WireRequest request) {
    ServiceBinding binding = services.get(call.service());
    ServiceBinding.Operation<?> handler =
        binding == null ? null : binding.operations().get(call.operation());
    if (handler == null) {
      throw new AwsException(
          "NotImplemented",
          501,
          call.service() + ":" + call.operation() + " is not implemented yet in Forebay");
    }
    return decode(finder.bound(call), codec(call), request, handler.requestBuilder().get());
  }

  private <I extends SdkPojo> SdkPojo decode(
      BoundOperation bound, ProtocolCodec codec, WireRequest request, SdkBuilder<?, I> builder) {
    codec.decode(bound, request, (SdkPojo) builder);
    I decoded = builder.build();
    Optional<String> input = bound.operation().input();
    if (input.isPresent() && !bound.table().profile().validationCode().isEmpty()) {
      validator(bound.table()).check(input.get(), decoded);
    }
    return decoded;
  }

  /** The wire form of an answer. */
  public WireResponse response(WireCall call, SdkPojo response, RequestId requestId) {
    return codec(call).response(finder.bound(call), response, requestId);
  }

  /** The wire form of an error of a known operation. */
  public WireResponse error(WireCall call, AwsException error, RequestId requestId) {
    return withHeaders(codec(call).error(tables.find(call.service()), error, requestId), error);
  }

  /**
   * The wire form of an error when no operation was found: XML for a query request, else JSON, in
   * the shape that the content type, {@code X-Amz-Target} and the service ask for.
   */
  public WireResponse error(
      WireRequest request, Optional<String> scopeService, AwsException error, RequestId requestId) {
    Protocol protocol = finder.protocolOf(request, scopeService);
    return withHeaders(
        codec(protocol).error(scopeService.flatMap(tables::find), error, requestId), error);
  }

  private static WireResponse withHeaders(WireResponse response, AwsException error) {
    if (error.headers().isEmpty()) {
      return response;
    }
    Headers.Builder headers = Headers.builder().addAll(response.headers());
    error.headers().forEach(headers::add);
    return new WireResponse(response.status(), headers.build(), response.body());
  }

  /** The encoder of an operation's event stream. */
  public EventStreamEncoder eventStream(WireCall call, RequestId requestId) {
    boolean binary = call.protocol() == Protocol.CBOR_1_1;
    return new EventMessages(
        finder.bound(call),
        codec(call),
        plans,
        binary ? cbor() : json,
        binary ? CBOR_TYPE : "application/json",
        requestId);
  }

  private Validator validator(ServiceTable table) {
    return validators.computeIfAbsent(table.profile().name(), name -> new Validator(table));
  }

  private ProtocolCodec codec(WireCall call) {
    return codec(call.protocol());
  }

  // Made at first use: a server that nobody speaks CBOR to loads nothing of it.
  private ProtocolCodec codec(Protocol protocol) {
    return codecs.computeIfAbsent(protocol, this::make);
  }

  private ProtocolCodec make(Protocol protocol) {
    return switch (protocol) {
      case REST_JSON -> new RestJsonCodec(plans, json);
      case REST_XML -> new RestXmlCodec(plans);
      case JSON_1_0 ->
          new RpcCodec(plans, "application/x-amz-json-1.0", json, Format.UNIX_TIMESTAMP);
      case JSON_1_1 ->
          new RpcCodec(plans, "application/x-amz-json-1.1", json, Format.UNIX_TIMESTAMP);
      case CBOR_1_1 -> new RpcCodec(plans, CBOR_TYPE, cbor(), Format.UNIX_TIMESTAMP_MILLIS);
      case QUERY -> new QueryCodec(plans);
    };
  }

  private static TokenStreamFactory cbor() {
    return CBORFactory.builder()
        .streamReadConstraints(CONSTRAINTS)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }
}
