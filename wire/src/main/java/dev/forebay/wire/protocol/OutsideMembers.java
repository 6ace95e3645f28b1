package dev.forebay.wire.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** The members that travel in path, query, headers and status, both ways, of the REST protocols. */
final class OutsideMembers {
  private OutsideMembers() {}

  /** Sets what path and query say. */
  static void decodeUri(
      List<FieldPlan> fields,
      Map<String, String> labels,
      Map<String, List<String>> query,
      SdkPojo builder) {
    for (FieldPlan field : fields) {
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
        case HEADER, STATUS_CODE, PAYLOAD -> {}
      }
    }
  }

  /** Sets what a header says. */
  static void decodeHeader(Headers headers, FieldPlan field, SdkPojo builder) {
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

  /** Adds what goes into headers; answers the status. */
  static int encode(
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
  static String clean(String value) {
    return value.indexOf('\n') < 0 && value.indexOf('\r') < 0
        ? value
        : value.replaceAll("[\r\n]+", " ");
  }
}
