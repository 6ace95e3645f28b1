package dev.forebay.invocation.url;

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
 * payload format): an object with {@code statusCode} says all by itself, of anything else the
 * answer is inferred. Pure.
 */
final class AnswerReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private final Headers.Builder headers = Headers.builder();
  private final Headers.Builder cookies = Headers.builder();
  private Optional<Integer> status = Optional.empty();
  private Optional<String> body = Optional.empty();
  private boolean base64;

  private AnswerReader() {}

  /**
   * The answer that a payload stands for.
   *
   * @throws MalformedAnswer when it has a {@code statusCode} but cannot be an answer
   */
  static HttpAnswer read(Bytes payload) {
    return switch (firstLetter(payload)) {
      case '{' -> object(payload);
      case '"' -> HttpAnswer.json(text(payload));
      default -> HttpAnswer.json(payload);
    };
  }

  /**
   * The head of a streamed answer.
   *
   * @param prelude the JSON before the body
   * @throws MalformedAnswer when it cannot be one
   */
  static HttpAnswer prelude(Bytes prelude) {
    AnswerReader reader = new AnswerReader();
    try (JsonParser parser = JSON.createParser(prelude.toInputStream())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedAnswer("the prelude is no object");
      }
      reader.readMembers(parser);
    } catch (IOException e) {
      throw new MalformedAnswer("the prelude is no JSON: " + e.getMessage());
    }
    if (!reader.headers.build().contains("content-type")) {
      reader.headers.add("Content-Type", "application/octet-stream");
    }
    return reader.answer(reader.status.orElse(200));
  }

  private static HttpAnswer object(Bytes payload) {
    AnswerReader reader = new AnswerReader();
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
        case "cookies" -> readCookies(parser, value);
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
    return new HttpAnswer(
        code, headers.addAll(cookies.build()).build(), body.map(this::decode).orElse(Bytes.EMPTY));
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
