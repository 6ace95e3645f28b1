package dev.forebay.wire.protocol;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Reads an XML document into the builder of an SDK class. Unknown elements are skipped; what is not
 * well-formed, or does not fit, is S3's MalformedXML. There are no document types, so no entities
 * of the sender's and nothing from elsewhere. Thread-safe.
 */
final class XmlReader {
  private static final int DEEPEST = 64;

  /** Reads a body whose root element stands for the structure, whatever its name. */
  void read(Bytes body, PojoPlan plan, SdkPojo builder) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(body.toInputStream());
      try {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
          if (reader.getEventType() == XMLStreamConstants.DTD) {
            throw malformed();
          }
        }
        structure(reader, plan, builder, 0);
        while (reader.hasNext()) {
          reader.next();
        }
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | java.util.NoSuchElementException notWellFormed) {
      throw malformed();
    }
  }

  private static void structure(XMLStreamReader reader, PojoPlan plan, SdkPojo builder, int depth)
      throws XMLStreamException {
    if (depth > DEEPEST) {
      throw malformed();
    }
    for (FieldPlan attribute : plan.attributes) {
      String local = attribute.name.substring(attribute.name.indexOf(':') + 1);
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        if (reader.getAttributeLocalName(i).equals(local)) {
          attribute.field.set(builder, reader.getAttributeValue(i));
        }
      }
    }
    Map<FieldPlan, List<Object>> flattened = new LinkedHashMap<>();
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (!reader.isStartElement()) {
        continue;
      }
      FieldPlan field = plan.member(reader.getLocalName());
      if (field == null || field.attribute) {
        skip(reader);
      } else if (field.type == MarshallingKnownType.LIST && field.flattened) {
        flattened
            .computeIfAbsent(field, _ -> new ArrayList<>())
            .add(value(reader, field.element(), depth));
      } else if (field.type == MarshallingKnownType.LIST) {
        field.field.set(builder, list(reader, field, depth));
      } else {
        field.field.set(builder, value(reader, field, depth));
      }
    }
    flattened.forEach((field, list) -> field.field.set(builder, list));
  }

  private static List<Object> list(XMLStreamReader reader, FieldPlan field, int depth)
      throws XMLStreamException {
    List<Object> list = new ArrayList<>();
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.isStartElement()) {
        list.add(value(reader, field.element(), depth));
      }
    }
    return list;
  }

  private static Object value(XMLStreamReader reader, FieldPlan field, int depth)
      throws XMLStreamException {
    if (field.type == MarshallingKnownType.SDK_POJO) {
      SdkPojo nested = field.builder();
      structure(reader, field.nested(), nested, depth + 1);
      return ((Buildable) nested).build();
    }
    String text = reader.getElementText();
    try {
      return TextValues.parse(field, text, Format.ISO_8601);
    } catch (AwsException notSuch) {
      throw malformed();
    }
  }

  private static void skip(XMLStreamReader reader) throws XMLStreamException {
    int open = 1;
    while (open > 0) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        open++;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        open--;
      }
    }
  }

  /** 400 MalformedXML. */
  static AwsException malformed() {
    return new AwsException(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }
}
