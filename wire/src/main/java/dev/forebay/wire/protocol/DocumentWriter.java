package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.TokenStreamFactory;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Writes objects of SDK classes as JSON or CBOR documents. What is null, or was never set, is left
 * out. Immutable; thread-safe.
 */
final class DocumentWriter {
  /** What a CBOR timestamp is marked with; AWS's count milliseconds. */
  private static final int CBOR_TIMESTAMP = 1;

  private final TokenStreamFactory factory;

  /**
   * A writer of documents.
   *
   * @param factory makes the generators
   */
  DocumentWriter(TokenStreamFactory factory) {
    this.factory = factory;
  }

  /** The document of some members of an object. */
  Bytes write(List<FieldPlan> members, SdkPojo pojo) {
    return write(generator -> structure(generator, members, pojo));
  }

  /** A document that the caller writes, such as an error's. */
  Bytes write(Content content) {
    try (ByteArrayBuilder out = new ByteArrayBuilder()) {
      try (JsonGenerator generator = factory.createGenerator(out)) {
        content.writeTo(generator);
      }
      return Bytes.wrap(out.toByteArray());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void structure(JsonGenerator generator, List<FieldPlan> members, SdkPojo pojo)
      throws IOException {
    generator.writeStartObject();
    members(generator, members, pojo);
    generator.writeEndObject();
  }

  /** Writes members into an object that the caller has begun. */
  static void members(JsonGenerator generator, List<FieldPlan> members, SdkPojo pojo)
      throws IOException {
    for (FieldPlan member : members) {
      Object value = member.field.getValueOrDefault(pojo);
      if (value == null
          || value instanceof SdkAutoConstructList<?>
          || value instanceof SdkAutoConstructMap<?, ?>) {
        continue;
      }
      generator.writeFieldName(member.name);
      value(generator, member, value);
    }
  }

  private static void value(JsonGenerator generator, FieldPlan plan, Object value)
      throws IOException {
    switch (value) {
      case String text -> generator.writeString(text);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Boolean flag -> generator.writeBoolean(flag);
      case Double number -> generator.writeNumber(number);
      case Float number -> generator.writeNumber(number);
      case Short number -> generator.writeNumber(number);
      case Byte number -> generator.writeNumber(number);
      case BigDecimal number -> generator.writeNumber(number);
      case SdkBytes bytes -> generator.writeBinary(bytes.asByteArrayUnsafe());
      case Instant instant -> instant(generator, plan, instant);
      case SdkPojo pojo -> structure(generator, plan.nested().body, pojo);
      case List<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          valueOrNull(generator, plan.element(), element);
        }
        generator.writeEndArray();
      }
      case Map<?, ?> map -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          generator.writeFieldName(String.valueOf(entry.getKey()));
          valueOrNull(generator, plan.element(), entry.getValue());
        }
        generator.writeEndObject();
      }
      default -> throw new IllegalStateException("cannot write a " + value.getClass());
    }
  }

  private static void valueOrNull(JsonGenerator generator, FieldPlan plan, @Nullable Object value)
      throws IOException {
    if (value == null) {
      generator.writeNull();
    } else {
      value(generator, plan, value);
    }
  }

  private static void instant(JsonGenerator generator, FieldPlan plan, Instant instant)
      throws IOException {
    if (generator instanceof CBORGenerator cbor) {
      cbor.writeTag(CBOR_TIMESTAMP);
      cbor.writeNumber(instant.toEpochMilli());
      return;
    }
    TimestampFormatTrait.Format format =
        plan.timestamps.orElse(TimestampFormatTrait.Format.UNIX_TIMESTAMP);
    String text = TextValues.format(plan, instant, format);
    if (format == TimestampFormatTrait.Format.UNIX_TIMESTAMP
        || format == TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS) {
      generator.writeNumber(text);
    } else {
      generator.writeString(text);
    }
  }

  /** Writes a document. */
  @FunctionalInterface
  interface Content {
    void writeTo(JsonGenerator generator) throws IOException;
  }
}
