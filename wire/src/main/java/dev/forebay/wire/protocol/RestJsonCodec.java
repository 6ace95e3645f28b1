package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.TokenStreamFactory;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ErrorTable;
import dev.forebay.wire.tables.ServiceTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
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
    for (FieldPlan field : plan.outside) {
      switch (field.location) {
        case PATH, GREEDY_PATH -> {
          String label = labels.get(field.name);
          if (label != null) {
            field.field.set(builder, TextValues.parse(field, label, Format.ISO_8601));
          }
        }
        case QUERY_PARAM -> {
          List<String> values = query.get(field.name);
          if (values != null) {
            field.field.set(builder, fromTexts(field, values, Format.ISO_8601));
          }
        }
        case HEADER -> header(request.headers(), field, builder);
        case STATUS_CODE, PAYLOAD -> {}
      }
    }
  }

  private static void header(Headers headers, FieldPlan field, SdkPojo builder) {
    if (field.type == MarshallingKnownType.MAP) {
      Map<String, Object> map = new LinkedHashMap<>();
      headers.forEach((name, value) -> {
        if (name.toLowerCase(Locale.ROOT).startsWith(field.name.toLowerCase(Locale.ROOT))) {
          map.put(name.substring(field.name.length()), value);
        }
      });
      if (!map.isEmpty()) {
        field.field.set(builder, map);
      }
      return;
    }
    List<String> values = headers.all(field.name);
    if (!values.isEmpty()) {
      field.field.set(builder, fromTexts(field, values, Format.RFC_822));
    }
  }

  private static Object fromTexts(FieldPlan field, List<String> texts, Format timestamps) {
    if (field.type != MarshallingKnownType.LIST) {
      return TextValues.parse(field, texts.getFirst(), timestamps);
    }
    List<Object> values = new ArrayList<>(texts.size());
    for (String text : texts) {
      values.add(TextValues.parse(field.element(), text, timestamps));
    }
    return values;
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
    int status = encodeOutside(bound, plan, response, headers);
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

  private static int encodeOutside(
      BoundOperation bound, PojoPlan plan, SdkPojo response, Headers.Builder headers) {
    int status = bound.operation().status();
    for (FieldPlan field : plan.outside) {
      Object value = field.field.getValueOrDefault(response);
      if (value == null
          || value instanceof SdkAutoConstructList<?>
          || value instanceof SdkAutoConstructMap<?, ?>) {
        continue;
      }
      switch (field.location) {
        case STATUS_CODE -> status = (Integer) value;
        case HEADER -> {
          if (value instanceof Map<?, ?> map) {
            map.forEach(
                (name, text) -> headers.add(field.name + name, clean(String.valueOf(text))));
          } else {
            headers.add(field.name, clean(TextValues.format(field, value, Format.RFC_822)));
          }
        }
        case PAYLOAD, QUERY_PARAM, PATH, GREEDY_PATH -> {}
      }
    }
    return status;
  }

  /** A header's value may not end its line. */
  private static String clean(String value) {
    return value.indexOf('\n') < 0 && value.indexOf('\r') < 0
        ? value
        : value.replaceAll("[\r\n]+", " ");
  }

  @Override
  public WireResponse error(Optional<ServiceTable> table, AwsException error, RequestId requestId) {
    Optional<ErrorTable> shape = table.flatMap(known -> known.error(error.code()));
    Headers.Builder headers =
        Headers.builder()
            .add(REQUEST_ID, requestId.value())
            .add("x-amzn-ErrorType", clean(error.code()))
            .add("Content-Type", JSON);
    shape.ifPresent(known ->
        known
            .headers()
            .forEach((member, header) -> {
              String value = error.members().get(member);
              if (value != null) {
                headers.add(header, clean(value));
              }
            }));
    return new WireResponse(
        error.status(),
        headers.build(),
        writer.write(generator -> ErrorDocument.write(generator, Optional.empty(), shape, error)));
  }

  @Override
  public WireResponse streamStart(BoundOperation bound, SdkPojo response, RequestId requestId) {
    Headers.Builder headers =
        Headers.builder()
            .add(REQUEST_ID, requestId.value())
            .add("Content-Type", EventMessages.CONTENT_TYPE);
    int status = encodeOutside(bound, plans.of(response), response, headers);
    return new WireResponse(status, headers.build(), Bytes.EMPTY);
  }
}
