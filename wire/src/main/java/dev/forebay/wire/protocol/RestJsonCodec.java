package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.TokenStreamFactory;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ErrorTable;
import dev.forebay.wire.tables.ServiceTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * restJson1: members in path, query, headers and status, the rest in a JSON body, unless one member
 * is the body as a whole.
 */
final class RestJsonCodec implements ProtocolCodec {
  private static final String JSON = "application/json";

  private final PojoPlans plans;
  private final Map<String, RouteTemplate> templates = new ConcurrentHashMap<>();
  private final DocumentReader reader;
  private final DocumentWriter writer;

  RestJsonCodec(PojoPlans plans, TokenStreamFactory json) {
    this.plans = plans;
    this.reader = new DocumentReader(json, Format.UNIX_TIMESTAMP);
    this.writer = new DocumentWriter(json);
  }

  @Override
  public void decode(BoundOperation bound, WireRequest request, SdkPojo builder) {
    PojoPlan plan = plans.of(builder);
    if (!plan.outside.isEmpty()) {
      decodeOutside(bound, request, plan, builder);
    }
    if (plan.payload.isPresent()) {
      decodePayload(request, plan.payload.get(), builder);
    } else if (!plan.body.isEmpty()) {
      reader.read(request.body(), plan, builder);
    }
  }

  private void decodeOutside(
      BoundOperation bound, WireRequest request, PojoPlan plan, SdkPojo builder) {
    Map<String, String> labels =
        templates
            .computeIfAbsent(bound.operation().uri(), RouteTemplate::new)
            .match(RouteTemplate.split(request.rawPath()))
            .orElse(Map.of());
    Map<String, List<String>> query = Percent.parameters(request.rawQuery());
    OutsideMembers.decodeUri(plan.outside, labels, query, builder);
    for (FieldPlan field : plan.outside) {
      if (field.location == MarshallLocation.HEADER) {
        OutsideMembers.decodeHeader(request.headers(), field, builder);
      }
    }
  }

  private void decodePayload(WireRequest request, FieldPlan payload, SdkPojo builder) {
    switch (payload.type) {
      case SDK_POJO -> {
        SdkPojo nested = payload.builder();
        reader.read(request.body(), payload.nested(), nested);
        payload.field.set(builder, ((Buildable) nested).build());
      }
      case STRING -> payload.field.set(builder, request.body().toUtf8());
      default -> {
        if (!request.body().isEmpty()) {
          payload.field.set(builder, SdkBytes.fromByteArrayUnsafe(request.body().toArray()));
        }
      }
    }
  }

  @Override
  public WireResponse response(BoundOperation bound, SdkPojo response, RequestId requestId) {
    PojoPlan plan = plans.of(response);
    Headers.Builder headers = Headers.builder().add(REQUEST_ID, requestId.value());
    int status = OutsideMembers.encode(bound, plan, response, headers);
    if (plan.payload.isPresent()) {
      Object value = plan.payload.get().field.getValueOrDefault(response);
      return payload(bound, status, headers, plan.payload.get(), value);
    }
    boolean empty = status == 204 || (plan.body.isEmpty() && bound.operation().output().isEmpty());
    if (empty) {
      return new WireResponse(status, headers.build(), Bytes.EMPTY);
    }
    return new WireResponse(
        status, headers.add("Content-Type", JSON).build(), writer.write(plan.body, response));
  }

  private WireResponse payload(
      BoundOperation bound,
      int status,
      Headers.Builder headers,
      FieldPlan payload,
      @Nullable Object value) {
    return switch (value) {
      case null -> new WireResponse(status, headers.build(), Bytes.EMPTY);
      case SdkBytes bytes -> {
        if (!bytes.asByteBuffer().hasRemaining()) {
          yield new WireResponse(status, headers.build(), Bytes.EMPTY);
        }
        String type = bound.operation().contentType().orElse("application/octet-stream");
        yield new WireResponse(
            status,
            headers.add("Content-Type", type).build(),
            Bytes.wrap(bytes.asByteArrayUnsafe()));
      }
      case SdkPojo pojo ->
          new WireResponse(
              status,
              headers.add("Content-Type", JSON).build(),
              writer.write(payload.nested().body, pojo));
      default ->
          new WireResponse(
              status,
              headers.add("Content-Type", "text/plain").build(),
              Bytes.utf8(value.toString()));
    };
  }

  @Override
  public WireResponse error(Optional<ServiceTable> table, AwsException error, RequestId requestId) {
    Optional<ErrorTable> shape = table.flatMap(known -> known.error(error.code()));
    Headers.Builder headers =
        Headers.builder()
            .add(REQUEST_ID, requestId.value())
            .add("x-amzn-ErrorType", OutsideMembers.clean(error.code()))
            .add("Content-Type", JSON);
    shape.ifPresent(known ->
        known
            .headers()
            .forEach((member, header) -> {
              String value = error.members().get(member);
              if (value != null) {
                headers.add(header, OutsideMembers.clean(value));
              }
            }));
    return new WireResponse(
        error.status(),
        headers.build(),
        writer.write(
            generator -> ErrorDocument.write(generator, Optional.empty(), shape, error, plans)));
  }

  @Override
  public WireResponse streamStart(BoundOperation bound, SdkPojo response, RequestId requestId) {
    Headers.Builder headers =
        Headers.builder()
            .add(REQUEST_ID, requestId.value())
            .add("Content-Type", EventMessages.CONTENT_TYPE);
    int status = OutsideMembers.encode(bound, plans.of(response), response, headers);
    return new WireResponse(status, headers.build(), Bytes.EMPTY);
  }
}
