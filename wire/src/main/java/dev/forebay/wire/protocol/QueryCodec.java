package dev.forebay.wire.protocol;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ErrorTable;
import dev.forebay.wire.tables.ServiceTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.Buildable;

/** awsQuery: requests are forms with {@code Action} and {@code Version}, answers are XML. */
final class QueryCodec implements ProtocolCodec {
  private static final String QUEUE_URL = "QueueUrl";

  private final PojoPlans plans;

  QueryCodec(PojoPlans plans) {
    this.plans = plans;
  }

  /** The parameters of a request: of the form in its body, and of its query. */
  static Map<String, List<String>> parameters(WireRequest request) {
    Map<String, List<String>> all = new LinkedHashMap<>(Percent.parameters(request.rawQuery()));
    all.putAll(Percent.parameters(request.body().toUtf8()));
    return all;
  }

  @Override
  public void decode(BoundOperation bound, WireRequest request, SdkPojo builder) {
    Map<String, List<String>> parameters = parameters(request);
    if (!request.rawPath().equals("/") && plans.of(builder).member(QUEUE_URL) != null) {
      // SQS takes requests at the queue's own address, too.
      parameters.putIfAbsent(QUEUE_URL, List.of(request.rawPath()));
    }
    structure(FormNode.of(parameters), plans.of(builder), builder, QueryNames.of(bound));
  }

  private static void structure(FormNode form, PojoPlan plan, SdkPojo builder, QueryNames names) {
    for (FieldPlan field : plan.all) {
      Optional<FormNode> node = form.child(names.name(field));
      if (node.isPresent()) {
        Object value = value(node.get(), field, names);
        if (value != null) {
          field.field.set(builder, value);
        }
      }
    }
  }

  private static @Nullable Object value(FormNode node, FieldPlan field, QueryNames names) {
    return switch (field.type) {
      case SDK_POJO -> {
        SdkPojo builder = field.builder();
        structure(node, field.nested(), builder, names);
        yield ((Buildable) builder).build();
      }
      case LIST -> {
        FormNode at = field.flattened ? node : node.child(field.elementName).orElse(node);
        List<@Nullable Object> list = new ArrayList<>();
        for (FormNode element : at.numbered()) {
          list.add(value(element, field.element(), names));
        }
        yield list;
      }
      case MAP -> {
        FormNode at = field.flattened ? node : node.child("entry").orElse(node);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (FormNode entry : at.numbered()) {
          Optional<String> key = entry.child(names.key(field)).flatMap(FormNode::value);
          Optional<FormNode> element = entry.child(names.value(field));
          if (key.isPresent() && element.isPresent()) {
            map.put(key.get(), value(element.get(), field.element(), names));
          }
        }
        yield map;
      }
      default -> {
        Optional<String> text = node.value();
        yield text.isEmpty() ? null : TextValues.parse(field, text.get(), Format.ISO_8601);
      }
    };
  }

  @Override
  public WireResponse response(BoundOperation bound, SdkPojo response, RequestId requestId) {
    String name = bound.operation().name() + "Response";
    XmlWriter xml = new XmlWriter().open(name, bound.table().profile().xmlNamespace());
    Optional<String> wrapper = bound.operation().wrapper();
    wrapper.ifPresent(xml::open);
    xml.members(plans.of(response), response, QueryNames.of(bound));
    wrapper.ifPresent(xml::close);
    xml.open("ResponseMetadata").text("RequestId", requestId.value()).close("ResponseMetadata");
    return answer(bound.operation().status(), xml.close(name), requestId);
  }

  // The switchboard's refusal has a name of its own in this protocol ("Common Error Types").
  static String queryName(String code) {
    return code.equals("AccessDeniedException") ? "AccessDenied" : code;
  }

  @Override
  public WireResponse error(Optional<ServiceTable> table, AwsException error, RequestId requestId) {
    Optional<ErrorTable> shape = table.flatMap(known -> known.error(error.code()));
    boolean fault = shape.map(ErrorTable::fault).orElse(error.status() >= 500);
    String namespace = table.map(known -> known.profile().xmlNamespace()).orElse("");
    XmlWriter xml = new XmlWriter();
    if (namespace.isEmpty()) {
      xml.open("ErrorResponse");
    } else {
      xml.open("ErrorResponse", namespace);
    }
    xml.open("Error")
        .text("Type", fault ? "Receiver" : "Sender")
        .text("Code", shape.flatMap(ErrorTable::code).orElseGet(() -> queryName(error.code())))
        .text("Message", error.text());
    error.members().forEach(xml::text);
    xml.close("Error").text("RequestId", requestId.value()).close("ErrorResponse");
    return answer(error.status(), xml, requestId);
  }

  @Override
  public WireResponse streamStart(BoundOperation bound, SdkPojo response, RequestId requestId) {
    throw new IllegalStateException("the query protocol has no event streams");
  }

  private static WireResponse answer(int status, XmlWriter xml, RequestId requestId) {
    return new WireResponse(
        status,
        Headers.of(REQUEST_ID, requestId.value(), "Content-Type", "text/xml"),
        Bytes.utf8(xml.toString()));
  }
}
