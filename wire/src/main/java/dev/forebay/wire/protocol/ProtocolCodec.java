package dev.forebay.wire.protocol;

import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ServiceTable;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** One protocol, both ways. Immutable, thread-safe. */
sealed interface ProtocolCodec permits RestJsonCodec, RestXmlCodec, RpcCodec, QueryCodec {
  /** The header that names the request in every answer. */
  String REQUEST_ID = "x-amzn-RequestId";

  /**
   * Reads a request into the builder of the SDK's class.
   *
   * @throws AwsException when it does not fit
   */
  void decode(BoundOperation bound, WireRequest request, SdkPojo builder);

  /** The wire form of an answer. */
  WireResponse response(BoundOperation bound, SdkPojo response, RequestId requestId);

  /**
   * The wire form of an error.
   *
   * @param table the service's table, if the service is known
   */
  WireResponse error(Optional<ServiceTable> table, AwsException error, RequestId requestId);

  /** The wire form of an event stream's start; no body but what the protocol puts first. */
  WireResponse streamStart(BoundOperation bound, SdkPojo response, RequestId requestId);
}
