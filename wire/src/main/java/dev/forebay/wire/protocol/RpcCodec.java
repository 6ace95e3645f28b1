package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.TokenStreamFactory;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ErrorTable;
import dev.forebay.wire.tables.ServiceTable;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** awsJson1.0, awsJson1.1 and their CBOR form: the body has everything. */
final class RpcCodec implements ProtocolCodec {
  private final PojoPlans plans;
  private final String contentType;
  private final DocumentReader reader;
  private final DocumentWriter writer;

  /**
   * A codec.
   *
   * @param contentType of requests and answers
   * @param documents JSON or CBOR
   * @param timestamps how the documents spell timestamps
   */
  RpcCodec(PojoPlans plans, String contentType, TokenStreamFactory documents, Format timestamps) {
    this.plans = plans;
    this.contentType = contentType;
    this.reader = new DocumentReader(documents, timestamps);
    this.writer = new DocumentWriter(documents);
  }

  @Override
  public void decode(BoundOperation bound, WireRequest request, SdkPojo builder) {
    reader.read(request.body(), plans.of(builder), builder);
  }

  @Override
  public WireResponse response(BoundOperation bound, SdkPojo response, RequestId requestId) {
    // An operation without output answers with an empty body, as AWS does.
    Bytes body =
        bound.operation().output().isEmpty()
            ? Bytes.EMPTY
            : writer.write(plans.of(response).all, response);
    return new WireResponse(bound.operation().status(), headers(requestId), body);
  }

  @Override
  public WireResponse error(Optional<ServiceTable> table, AwsException error, RequestId requestId) {
    Optional<ErrorTable> shape = table.flatMap(known -> known.error(error.code()));
    String namespace = table.map(known -> known.profile().queryNamespace()).orElse("");
    String type = namespace.isEmpty() ? error.code() : namespace + "#" + error.code();
    Headers headers = headers(requestId);
    if (!namespace.isEmpty()) {
      headers =
          Headers.builder()
              .addAll(headers)
              .add("x-amzn-query-error", queryError(shape, error))
              .build();
    }
    return new WireResponse(
        isRefusal(error) ? 400 : error.status(),
        headers,
        writer.write(
            generator -> ErrorDocument.write(generator, Optional.of(type), shape, error, plans)));
  }

  // The switchboard's refusal is a bad request in these protocols ("Common Error Types").
  private static boolean isRefusal(AwsException error) {
    return error.code().equals("AccessDeniedException");
  }

  // Clients that knew the service by the query protocol go on seeing its codes.
  private static String queryError(Optional<ErrorTable> shape, AwsException error) {
    String code = shape.flatMap(ErrorTable::code).orElse(QueryCodec.queryName(error.code()));
    return code + ";" + (error.status() >= 500 ? "Receiver" : "Sender");
  }

  @Override
  public WireResponse streamStart(BoundOperation bound, SdkPojo response, RequestId requestId) {
    Headers headers =
        Headers.of(REQUEST_ID, requestId.value(), "Content-Type", EventMessages.CONTENT_TYPE);
    Bytes initial =
        EventMessages.initialResponse(contentType, writer.write(plans.of(response).all, response));
    return new WireResponse(bound.operation().status(), headers, initial);
  }

  private Headers headers(RequestId requestId) {
    return Headers.of(REQUEST_ID, requestId.value(), "Content-Type", contentType);
  }
}
