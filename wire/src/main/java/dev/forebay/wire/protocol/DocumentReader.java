package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TokenStreamFactory;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Reads a JSON or CBOR document into the builder of an SDK class, token by token. Unknown members
 * are skipped, of duplicates the last counts, null means absent; everything else that does not fit
 * is AWS's SerializationException. Depth, and the lengths of numbers and names, are bounded by the
 * parser's constraints. Immutable; thread-safe.
 */
final class DocumentReader {
  /** Bodies up to this size are copied into one array, which parses faster. */
  private static final int SMALL = 64 * 1024;

  private final TokenStreamFactory factory;
  private final TimestampFormatTrait.Format timestamps;

  /**
   * A reader of documents.
   *
   * @param factory makes the parsers
   * @param timestamps the format of timestamps where a field names none
   */
  DocumentReader(TokenStreamFactory factory, TimestampFormatTrait.Format timestamps) {
    this.factory = factory;
    this.timestamps = timestamps;
  }

  /**
   * Reads a body; an empty one stands for an empty structure.
   *
   * @throws AwsException when the body is no document or does not fit
   */
  void read(Bytes body, PojoPlan plan, SdkPojo builder) {
    if (body.isEmpty()) {
      return;
    }
    try (JsonParser parser =
        body.size() <= SMALL
            ? factory.createParser(body.toArray())
            : factory.createParser(body.toInputStream())) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return;
      }
      if (first != JsonToken.START_OBJECT) {
        throw mismatch(first, "a Structure");
      }
      structure(parser, plan, builder);
      if (parser.nextToken() != null) {
        throw Malformed.body("there is more after the end of the document");
      }
    } catch (JsonProcessingException malformed) {
      throw Malformed.body(malformed.getOriginalMessage());
    } catch (CharConversionException malformed) {
      throw Malformed.body("invalid UTF-8");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void structure(JsonParser parser, PojoPlan plan, SdkPojo builder) throws IOException {
    String name;
    while ((name = parser.nextFieldName()) != null) {
      FieldPlan field = plan.member(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else {
        field.field.set(builder, value(parser, token, field));
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new JsonParseException(parser, "a name was expected");
    }
  }

  private @Nullable Object value(JsonParser parser, @Nullable JsonToken token, FieldPlan field)
      throws IOException {
    if (token == null || token == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (field.type) {
      case STRING -> {
        if (token != JsonToken.VALUE_STRING) {
          throw mismatch(token, "a String");
        }
        yield parser.getText();
      }
      case INTEGER -> (int) whole(parser, token, field, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> whole(parser, token, field, Long.MIN_VALUE, Long.MAX_VALUE);
      case SHORT -> (short) whole(parser, token, field, Short.MIN_VALUE, Short.MAX_VALUE);
      case BYTE -> (byte) whole(parser, token, field, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case FLOAT -> (float) real(parser, token, field);
      case DOUBLE -> real(parser, token, field);
      case BIG_DECIMAL -> {
        if (!token.isNumeric()) {
          throw mismatch(token, TypeNames.of(field.type));
        }
        yield parser.getDecimalValue();
      }
      case BOOLEAN -> {
        if (!token.isBoolean()) {
          throw mismatch(token, "a Boolean");
        }
        yield parser.getBooleanValue();
      }
      case INSTANT -> instant(parser, token, field);
      case SDK_BYTES -> blob(parser, token);
      case SDK_POJO -> {
        if (token != JsonToken.START_OBJECT) {
          throw mismatch(token, "a Structure");
        }
        SdkPojo builder = field.builder();
        structure(parser, field.nested(), builder);
        yield ((Buildable) builder).build();
      }
      case LIST -> list(parser, token, field.element());
      case MAP -> map(parser, token, field.element());
      case DOCUMENT, NULL ->
          throw Malformed.because("a value of " + field.name + " cannot be read");
    };
  }

  private List<@Nullable Object> list(JsonParser parser, JsonToken first, FieldPlan element)
      throws IOException {
    if (first != JsonToken.START_ARRAY) {
      throw first.isScalarValue()
          ? Malformed.because("Expected list or null")
          : mismatch(first, "a List");
    }
    List<@Nullable Object> list = new ArrayList<>();
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      list.add(value(parser, token, element));
    }
    return list;
  }

  private Map<String, @Nullable Object> map(JsonParser parser, JsonToken first, FieldPlan element)
      throws IOException {
    if (first != JsonToken.START_OBJECT) {
      throw first.isScalarValue()
          ? Malformed.because("Expected map or null")
          : mismatch(first, "a Map");
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    String name;
    while ((name = parser.nextFieldName()) != null) {
      map.put(name, value(parser, parser.nextToken(), element));
    }
    return map;
  }

  private static long whole(
      JsonParser parser, JsonToken token, FieldPlan field, long least, long greatest)
      throws IOException {
    long number;
    if (token == JsonToken.VALUE_NUMBER_INT) {
      number = parser.getLongValue();
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double real = parser.getDoubleValue();
      if (!(Math.abs(real) < 0x1p63)) {
        throw mismatch(token, TypeNames.of(field.type));
      }
      number = (long) real;
    } else {
      throw mismatch(token, TypeNames.of(field.type));
    }
    if (number < least || number > greatest) {
      throw mismatch(token, TypeNames.of(field.type));
    }
    return number;
  }

  private static double real(JsonParser parser, JsonToken token, FieldPlan field)
      throws IOException {
    if (token.isNumeric()) {
      return parser.getDoubleValue();
    }
    if (token == JsonToken.VALUE_STRING) {
      return switch (parser.getText()) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> throw mismatch(token, TypeNames.of(field.type));
      };
    }
    throw mismatch(token, TypeNames.of(field.type));
  }

  private Instant instant(JsonParser parser, JsonToken token, FieldPlan field) throws IOException {
    TimestampFormatTrait.Format format = field.timestamps.orElse(timestamps);
    try {
      if (token.isNumeric()) {
        return timestamps == TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS
                || format == TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS
            ? TextValues.ofSeconds(parser.getDoubleValue() / 1000)
            : TextValues.ofSeconds(parser.getDoubleValue());
      }
      if (token == JsonToken.VALUE_STRING) {
        String text = parser.getText();
        return TextValues.instant(
            text, text.indexOf('T') > 0 ? TimestampFormatTrait.Format.ISO_8601 : format);
      }
    } catch (DateTimeException | NumberFormatException notAnInstant) {
      throw mismatch(token, "a Date");
    }
    throw mismatch(token, "a Date");
  }

  private static SdkBytes blob(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_EMBEDDED_OBJECT) {
      try {
        return SdkBytes.fromByteArrayUnsafe(parser.getBinaryValue());
      } catch (JsonProcessingException notBase64) {
        throw Malformed.body("invalid base64: " + notBase64.getOriginalMessage());
      }
    }
    throw mismatch(token, "a Blob");
  }

  private static AwsException mismatch(JsonToken found, String wanted) {
    return Malformed.because(
        switch (found) {
          case START_OBJECT -> "Start of structure or map found where not expected.";
          case START_ARRAY -> "Start of list found where not expected";
          case VALUE_TRUE -> "TRUE_VALUE can not be converted to " + wanted;
          case VALUE_FALSE -> "FALSE_VALUE can not be converted to " + wanted;
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              "NUMBER_VALUE can not be converted to " + wanted;
          case VALUE_EMBEDDED_OBJECT -> "BLOB_VALUE can not be converted to " + wanted;
          case VALUE_STRING, VALUE_NULL, END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE ->
              "STRING_VALUE can not be converted to " + wanted;
        });
  }
}
