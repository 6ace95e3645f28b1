package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.tables.ErrorTable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** An error's members as a JSON or CBOR document. */
final class ErrorDocument {
  private ErrorDocument() {}

  /**
   * Writes the document.
   *
   * @param type written as {@code __type} where the protocol wants one
   * @param table what the service's model says of the error; empty for those that every service has
   * @param plans how to write members that are more than text
   */
  static void write(
      JsonGenerator generator,
      Optional<String> type,
      Optional<ErrorTable> table,
      AwsException error,
      PojoPlans plans)
      throws IOException {
    generator.writeStartObject();
    if (type.isPresent()) {
      generator.writeStringField("__type", type.get());
    }
    if (table.isPresent() && table.get().typed()) {
      generator.writeStringField("Type", table.get().fault() ? "Service" : "User");
    }
    String name =
        table
            .map(ErrorTable::message)
            .orElse(error.code().equals("AccessDeniedException") ? "Message" : "message");
    if (error.text().isEmpty()) {
      generator.writeNullField(name);
    } else {
      generator.writeStringField(name, error.text());
    }
    for (Map.Entry<String, String> member : error.members().entrySet()) {
      if (table.isEmpty() || !table.get().headers().containsKey(member.getKey())) {
        generator.writeStringField(member.getKey(), member.getValue());
      }
    }
    if (error.shape().isPresent()) {
      SdkPojo shape = error.shape().get();
      DocumentWriter.members(generator, plans.of(shape).body, shape);
    }
    generator.writeEndObject();
  }
}
