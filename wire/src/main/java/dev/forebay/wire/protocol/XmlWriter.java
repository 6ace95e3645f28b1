package dev.forebay.wire.protocol;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Writes XML, element by element. Confined to one thread. */
final class XmlWriter {
  private final StringBuilder out = new StringBuilder(512);

  XmlWriter open(String element) {
    out.append('<').append(element).append('>');
    return this;
  }

  XmlWriter open(String element, String namespace) {
    out.append('<').append(element).append(" xmlns=\"");
    escape(namespace);
    out.append("\">");
    return this;
  }

  XmlWriter close(String element) {
    out.append("</").append(element).append('>');
    return this;
  }

  XmlWriter text(String element, String text) {
    open(element);
    escape(text);
    return close(element);
  }

  /** The declaration that stands before everything else. */
  XmlWriter declaration() {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    return this;
  }

  /** The members of a structure. */
  void members(PojoPlan plan, SdkPojo pojo, QueryNames names) {
    members(plan.all, pojo, names);
  }

  /** Some members of a structure. */
  void members(List<FieldPlan> members, SdkPojo pojo, QueryNames names) {
    for (FieldPlan field : members) {
      Object value = field.field.getValueOrDefault(pojo);
      if (value != null
          && !field.attribute
          && !(value instanceof SdkAutoConstructList<?>)
          && !(value instanceof SdkAutoConstructMap<?, ?>)) {
        member(field, names.name(field), value, names);
      }
    }
  }

  private void member(FieldPlan field, String name, Object value, QueryNames names) {
    switch (value) {
      case SdkPojo pojo -> {
        open(name, field.nested(), pojo);
        members(field.nested(), pojo, names);
        close(name);
      }
      case List<?> list -> {
        if (!field.flattened) {
          open(name);
        }
        for (Object element : list) {
          if (element != null) {
            member(field.element(), field.flattened ? name : field.elementName, element, names);
          }
        }
        if (!field.flattened) {
          close(name);
        }
      }
      case Map<?, ?> map -> {
        if (!field.flattened) {
          open(name);
        }
        String entryName = field.flattened ? name : "entry";
        map.forEach((key, element) -> {
          open(entryName).text(names.key(field), String.valueOf(key));
          if (element != null) {
            member(field.element(), names.value(field), element, names);
          }
          close(entryName);
        });
        if (!field.flattened) {
          close(name);
        }
      }
      default -> text(name, TextValues.format(field, value, Format.ISO_8601));
    }
  }

  // The one attribute that AWS's models know is the type of a grantee.
  private void open(String name, PojoPlan plan, SdkPojo pojo) {
    out.append('<').append(name);
    for (FieldPlan field : plan.attributes) {
      Object value = field.field.getValueOrDefault(pojo);
      if (value != null) {
        out.append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ");
        out.append(field.name).append("=\"");
        escape(value.toString());
        out.append('"');
      }
    }
    out.append('>');
  }

  /** Text between two elements. */
  XmlWriter text(String text) {
    escape(text);
    return this;
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      switch (letter) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\r' -> out.append("&#xD;");
        case '\n', '\t' -> out.append(letter);
        default -> out.append(letter < ' ' || letter >= 0xFFFE ? '\uFFFD' : letter);
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
