package dev.forebay.wire.protocol;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ErrorTable;
import dev.forebay.wire.tables.ServiceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * restXml as S3 speaks it: members in path, query and headers, the rest in an XML body. A body that
 * is an object's bytes travels beside it.
 */
final class RestXmlCodec implements ProtocolCodec {
  private static final String XML = "application/xml";

  private final PojoPlans plans;
  private final XmlReader reader = new XmlReader();

  RestXmlCodec(PojoPlans plans) {
    this.plans = plans;
  }

  @Override
  public void decode(BoundOperation bound, WireRequest request, SdkPojo builder) {
    PojoPlan plan = plans.of(builder);
    BucketPath path = BucketPath.of(request.rawPath());
    Map<String, List<String>> query = Percent.parameters(request.rawQuery());
    Map<String, String> labels =
        path.key().isEmpty()
            ? Map.of("Bucket", path.bucket())
            : Map.of("Bucket", path.bucket(), "Key", path.key());
    for (FieldPlan field : plan.outside) {
      try {
        if (field.location == MarshallLocation.HEADER) {
          header(request.headers(), field, builder);
        } else {
          OutsideMembers.decodeUri(List.of(field), labels, query, builder);
        }
      } catch (AwsException unreadable) {
        refuse(field, request, query);
      }
    }
    if (plan.payload.isPresent()) {
      payload(request.body(), plan.payload.get(), builder);
    } else if (!plan.body.isEmpty() && !request.body().isEmpty()) {
      reader.read(request.body(), plan, builder);
    }
  }

  private static void header(Headers headers, FieldPlan field, SdkPojo builder) {
    if (field.type != MarshallingKnownType.LIST) {
      OutsideMembers.decodeHeader(headers, field, builder);
      return;
    }
    List<Object> values = new ArrayList<>();
    for (String line : headers.all(field.name)) {
      for (String value : line.split(",", -1)) {
        values.add(value.strip());
      }
    }
    if (!values.isEmpty()) {
      field.field.set(builder, values);
    }
  }

  // A date that cannot be read counts for nothing (RFC 9110, 13.1.3); a number must be one.
  private static void refuse(
      FieldPlan field, WireRequest request, Map<String, List<String>> query) {
    if (field.type == MarshallingKnownType.INSTANT) {
      return;
    }
    String given =
        field.location == MarshallLocation.HEADER
            ? request.headers().first(field.name).orElse("")
            : query.getOrDefault(field.name, List.of("")).getFirst();
    throw new AwsException(
        "InvalidArgument",
        400,
        field.type == MarshallingKnownType.INTEGER || field.type == MarshallingKnownType.LONG
            ? "Provided " + field.name + " not an integer or within integer range"
            : "Invalid Argument",
        Map.of("ArgumentName", field.name, "ArgumentValue", given));
  }

  private void payload(Bytes body, FieldPlan payload, SdkPojo builder) {
    if (body.isEmpty()) {
      return;
    }
    if (payload.type == MarshallingKnownType.SDK_POJO) {
      SdkPojo nested = payload.builder();
      reader.read(body, payload.nested(), nested);
      payload.field.set(builder, ((Buildable) nested).build());
    } else {
      payload.field.set(builder, body.toUtf8());
    }
  }

  @Override
  public WireResponse response(BoundOperation bound, SdkPojo response, RequestId requestId) {
    PojoPlan plan = plans.of(response);
    Headers.Builder headers = ids(requestId);
    int status = OutsideMembers.encode(bound, plan, response, headers);
    Headers made = headers.build();
    if (made.contains("Content-Range")) {
      status = 206;
    }
    Optional<String> root = bound.operation().wrapper();
    String namespace = bound.table().profile().xmlNamespace();
    if (plan.payload.isPresent()) {
      Object value = plan.payload.get().field.getValueOrDefault(response);
      FieldPlan payload = plan.payload.get();
      if (value instanceof SdkPojo pojo) {
        XmlWriter xml = new XmlWriter().declaration().open(payload.name, namespace);
        xml.members(payload.nested().body, pojo, QueryNames.Own.OWN);
        return answer(status, made, xml.close(payload.name));
      }
      if (root.isPresent()) {
        XmlWriter xml = new XmlWriter().declaration().open(root.get(), namespace);
        return answer(
            status, made, xml.text(value == null ? "" : value.toString()).close(root.get()));
      }
      return new WireResponse(
          status,
          Headers.builder().addAll(made).add("Content-Type", "application/json").build(),
          value == null ? Bytes.EMPTY : Bytes.utf8(value.toString()));
    }
    if (plan.body.isEmpty()) {
      return new WireResponse(status, made, Bytes.EMPTY);
    }
    String name = root.orElse(bound.operation().name() + "Result");
    XmlWriter xml = new XmlWriter().declaration().open(name, namespace);
    xml.members(plan.body, response, QueryNames.Own.OWN);
    return answer(status, made, xml.close(name));
  }

  @Override
  public WireResponse error(Optional<ServiceTable> table, AwsException error, RequestId requestId) {
    String code = code(error.code());
    Headers.Builder headers = ids(requestId);
    Map<String, String> asHeaders =
        table.flatMap(known -> known.error(code)).map(ErrorTable::headers).orElse(Map.of());
    XmlWriter xml =
        new XmlWriter()
            .declaration()
            .open("Error")
            .text("Code", code)
            .text("Message", error.text());
    error
        .members()
        .forEach((name, value) -> {
          String header = asHeaders.get(name);
          if (header != null) {
            headers.add(header, OutsideMembers.clean(value));
          } else {
            xml.text(name, value);
          }
        });
    xml.text("RequestId", S3RequestIds.id(requestId))
        .text("HostId", S3RequestIds.hostId(requestId))
        .close("Error");
    if (error.status() == 304) {
      return new WireResponse(304, headers.build(), Bytes.EMPTY);
    }
    return answer(error.status(), headers.build(), xml);
  }

  // What the switchboard and the edge call by names that all services share ("Error responses").
  private static String code(String shared) {
    return switch (shared) {
      case "AccessDeniedException" -> "AccessDenied";
      case "InternalFailure" -> "InternalError";
      case "UnknownOperationException" -> "MethodNotAllowed";
      case "RequestEntityTooLargeException" -> "MaxMessageLengthExceeded";
      case "ServiceUnavailable" -> "SlowDown";
      case "SerializationException" -> "InvalidRequest";
      case "BadRequestException" -> "BadRequest";
      default -> shared;
    };
  }

  @Override
  public WireResponse streamStart(BoundOperation bound, SdkPojo response, RequestId requestId) {
    throw new IllegalStateException("no operation of S3 that is built answers with events");
  }

  private static WireResponse answer(int status, Headers headers, XmlWriter xml) {
    return new WireResponse(
        status,
        Headers.builder().addAll(headers).add("Content-Type", XML).build(),
        Bytes.utf8(xml.toString()));
  }

  private static Headers.Builder ids(RequestId requestId) {
    return Headers.builder()
        .add("x-amz-request-id", S3RequestIds.id(requestId))
        .add("x-amz-id-2", S3RequestIds.hostId(requestId));
  }
}
