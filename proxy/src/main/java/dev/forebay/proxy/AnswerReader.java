package dev.forebay.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Makes an HTTP answer of what a function returned ("Invoking Lambda function URLs", Response
 * payload format; "Create AWS Lambda proxy integrations for HTTP APIs"): an object with {@code
 * statusCode} says all by itself; of anything else the answer is inferred in format 2.0, and is
 * none in format 1.0. Pure.
 */
public final class AnswerReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private final Headers.Builder headers = Headers.builder();
  private final Headers.Builder cookies = Headers.builder();
  private final Headers.Builder many = Headers.builder();
  private Optional<Integer> status = Optional.empty();
  private Optional<String> body = Optional.empty();
  private final Format format;
  private final String contentType;
  private boolean base64;

  /** A payload format. */
  private enum Format {
    ONE,
    TWO
  }

  private AnswerReader(Format format, String contentType) {
    this.format = format;
    this.contentType = contentType;
  }

  /**
   * The answer that a payload of format 2.0 stands for.
   *
   * @param contentType of an answer with a {@code statusCode} that does not name its own
   * @throws MalformedAnswer when it has a {@code statusCode} but cannot be an answer
   */
  public static HttpAnswer read(Bytes payload, String contentType) {
    return switch (firstLetter(payload)) {
      case '{' -> object(payload, contentType);
      case '"' -> HttpAnswer.json(text(payload));
      default -> HttpAnswer.json(payload);
    };
  }

  /**
   * The answer that a payload of format 1.0 stands for.
   *
   * @param contentType of an answer that does not name its own
   * @throws MalformedAnswer when it cannot be an answer
   */
  public static HttpAnswer readFormat1(Bytes payload, String contentType) {
    AnswerReader reader = new AnswerReader(Format.ONE, contentType);
    try (JsonParser parser = JSON.createParser(payload.toInputStream())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedAnswer("the answer is no object");
      }
      reader.readMembers(parser);
    } catch (IOException e) {
      throw new MalformedAnswer("the answer is no JSON: " + e.getMessage());
    }
    return reader.answer(
        reader.status.orElseThrow(() -> new MalformedAnswer("there is no statusCode")));
  }

  /**
   * The head of a streamed answer.
   *
   * @param prelude the JSON before the body
   * @throws MalformedAnswer when it cannot be one
   */
  public static HttpAnswer prelude(Bytes prelude) {
    AnswerReader reader = new AnswerReader(Format.TWO, "application/octet-stream");
    try (JsonParser parser = JSON.createParser(prelude.toInputStream())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedAnswer("the prelude is no object");
      }
      reader.readMembers(parser);
    } catch (IOException e) {
      throw new MalformedAnswer("the prelude is no JSON: " + e.getMessage());
    }
    return reader.answer(reader.status.orElse(200));
  }

  private static HttpAnswer object(Bytes payload, String contentType) {
    AnswerReader reader = new AnswerReader(Format.TWO, contentType);
    try (JsonParser parser = JSON.createParser(payload.toInputStream())) {
      if (!hasStatus(payload)) {
        return HttpAnswer.json(payload);
      }
      parser.nextToken();
      reader.readMembers(parser);
      if (parser.nextToken() != null) {
        return HttpAnswer.json(payload);
      }
    } catch (IOException e) {
      // What is no JSON, such as the bytes of a function that streams, is passed on as it is.
      return HttpAnswer.json(payload);
    }
    return reader.answer(
        reader.status.orElseThrow(() -> new MalformedAnswer("statusCode is no number")));
  }

  private static boolean hasStatus(Bytes payload) throws IOException {
    try (JsonParser parser = JSON.createParser(payload.toInputStream())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.currentName().equals("statusCode")) {
          return true;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return false;
    }
  }

  private void readMembers(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "statusCode" -> status = number(parser, value);
        case "headers" -> readHeaders(parser, value);
        case "cookies", "multiValueHeaders" -> readRepeated(parser, value, name);
        case "body" -> body = scalar(parser, value, name);
        case "isBase64Encoded" -> base64 = value == JsonToken.VALUE_TRUE;
        default -> parser.skipChildren();
      }
    }
  }

  // A number as a text will do, as it does with AWS.
  private static Optional<Integer> number(JsonParser parser, JsonToken value) throws IOException {
    try {
      return switch (value) {
        case VALUE_NUMBER_INT -> Optional.of(parser.getIntValue());
        case VALUE_STRING -> Optional.of(Integer.valueOf(parser.getText().strip()));
        default -> {
          parser.skipChildren();
          yield Optional.empty();
        }
      };
    } catch (NumberFormatException | InputCoercionException e) {
      return Optional.empty();
    }
  }

  // Each format has a member of its own for headers that are there more than once.
  private void readRepeated(JsonParser parser, JsonToken value, String name) throws IOException {
    if (!name.equals(format == Format.ONE ? "multiValueHeaders" : "cookies")) {
      parser.skipChildren();
    } else if (format == Format.ONE) {
      readManyHeaders(parser, value);
    } else {
      readCookies(parser, value);
    }
  }

  private void readHeaders(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (value != JsonToken.START_OBJECT) {
      throw new MalformedAnswer("headers is no object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      scalar(parser, parser.nextToken(), "header " + name)
          .ifPresent(text -> headers.set(name, text));
    }
  }

  // Of what both name, this counts.
  private void readManyHeaders(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (value != JsonToken.START_OBJECT) {
      throw new MalformedAnswer("multiValueHeaders is no object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedAnswer("header " + name + " is no list");
      }
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        scalar(parser, next, "header " + name).ifPresent(text -> many.add(name, text));
      }
    }
  }

  private void readCookies(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (value != JsonToken.START_ARRAY) {
      throw new MalformedAnswer("cookies is no list");
    }
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      scalar(parser, next, "cookie").ifPresent(cookie -> cookies.add("set-cookie", cookie));
    }
  }

  private static Optional<String> scalar(JsonParser parser, JsonToken value, String what)
      throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (!value.isScalarValue()) {
      throw new MalformedAnswer(what + " is no text");
    }
    return Optional.of(parser.getText());
  }

  private HttpAnswer answer(int code) {
    Headers repeated = many.build();
    Headers.Builder all = Headers.builder();
    headers
        .build()
        .forEach((name, value) -> {
          if (!repeated.contains(name)) {
            all.add(name, value);
          }
        });
    all.addAll(repeated).addAll(cookies.build());
    if (!all.build().contains("content-type")) {
      all.add("Content-Type", contentType);
    }
    return new HttpAnswer(code, all.build(), body.map(this::decode).orElse(Bytes.EMPTY));
  }

  private Bytes decode(String text) {
    if (!base64) {
      return Bytes.utf8(text);
    }
    try {
      return Bytes.wrap(Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswer("body is no Base64");
    }
  }

  // A text is answered without its quotes.
  private static Bytes text(Bytes payload) {
    try (JsonParser parser = JSON.createParser(payload.toInputStream())) {
      parser.nextToken();
      return Bytes.utf8(parser.getText());
    } catch (IOException e) {
      return payload;
    }
  }

  private static char firstLetter(Bytes payload) {
    for (int i = 0; i < payload.size(); i++) {
      char letter = (char) (payload.at(i) & 0xff);
      if (letter > ' ') {
        return letter;
      }
    }
    return ' ';
  }
}
