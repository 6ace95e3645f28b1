package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.TokenStreamFactory;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ErrorTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** An operation's events in AWS's framing: length, headers, payload, checksums. */
final class EventMessages implements EventStreamEncoder {
  static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";
  private final BoundOperation bound;
  private final ProtocolCodec codec;
  private final PojoPlans plans;
  private final DocumentWriter writer;
  private final String documentType;
  private final RequestId requestId;

  /**
   * Messages of one answer.
   *
   * @param documents JSON or CBOR, for events whose payload is a document
   * @param documentType its content type
   */
  EventMessages(
      BoundOperation bound,
      ProtocolCodec codec,
      PojoPlans plans,
      TokenStreamFactory documents,
      String documentType,
      RequestId requestId) {
    this.bound = bound;
    this.codec = codec;
    this.plans = plans;
    this.writer = new DocumentWriter(documents);
    this.documentType = documentType;
    this.requestId = requestId;
  }

  /** The message that carries the initial response where headers cannot. */
  static Bytes initialResponse(String contentType, Bytes document) {
    Map<String, HeaderValue> headers = headers("event");
    headers.put(":event-type", HeaderValue.fromString("initial-response"));
    headers.put(":content-type", HeaderValue.fromString(contentType));
    return message(headers, document);
  }

  @Override
  public WireResponse start(SdkPojo initialResponse) {
    return codec.streamStart(bound, initialResponse, requestId);
  }

  @Override
  public Bytes event(String type, SdkPojo event) {
    Map<String, HeaderValue> headers = headers("event");
    headers.put(":event-type", HeaderValue.fromString(type));
    PojoPlan plan = plans.of(event);
    for (FieldPlan field : plan.outside) {
      Object value = field.field.getValueOrDefault(event);
      if (value != null && field.location == MarshallLocation.HEADER) {
        headers.put(
            field.name, HeaderValue.fromString(TextValues.format(field, value, Format.RFC_822)));
      }
    }
    if (plan.payload.isPresent()) {
      Object value = plan.payload.get().field.getValueOrDefault(event);
      headers.put(":content-type", HeaderValue.fromString("application/octet-stream"));
      return message(
          headers,
          value instanceof SdkBytes bytes ? Bytes.wrap(bytes.asByteArrayUnsafe()) : Bytes.EMPTY);
    }
    headers.put(":content-type", HeaderValue.fromString(documentType));
    return message(headers, writer.write(plan.body, event));
  }

  @Override
  public Bytes exception(AwsException failure) {
    Map<String, HeaderValue> headers = headers("exception");
    headers.put(":exception-type", HeaderValue.fromString(failure.code()));
    headers.put(":content-type", HeaderValue.fromString(documentType));
    Optional<ErrorTable> shape = bound.table().error(failure.code());
    return message(
        headers,
        writer.write(
            generator -> ErrorDocument.write(generator, Optional.empty(), shape, failure, plans)));
  }

  private static Map<String, HeaderValue> headers(String messageType) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    headers.put(":message-type", HeaderValue.fromString(messageType));
    return headers;
  }

  private static Bytes message(Map<String, HeaderValue> headers, Bytes payload) {
    return Bytes.copyOf(new Message(headers, payload.toArray()).toByteBuffer());
  }
}
