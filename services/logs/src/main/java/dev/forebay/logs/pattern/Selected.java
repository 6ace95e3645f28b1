package dev.forebay.logs.pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a JSON message once and keeps what stands at the places asked for; everything else is
 * skipped. Confined to one thread.
 */
final class Selected {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private final List<List<Found>> found = new ArrayList<>();

  private Selected(JsonParser parser, int selectors) {
    this.parser = parser;
    for (int i = 0; i < selectors; i++) {
      found.add(new ArrayList<>());
    }
  }

  /** What was found at a place. */
  sealed interface Found {
    /** A text or a number, as spelled. */
    record Scalar(String text) implements Found {}

    /** True or false. */
    record Flag(boolean value) implements Found {}

    /** Null. */
    record Null() implements Found {}

    /** An object or an array. */
    record Container() implements Found {}
  }

  /** A selector of which so many steps have been gone. */
  private record Walk(int selector, List<Selector.Step> rest) {}

  /** What stands at each of the places, or empty when the message is not a JSON object or array. */
  static Optional<List<List<Found>>> in(String message, List<Selector> selectors) {
    String text = message.strip();
    if (text.isEmpty() || (text.charAt(0) != '{' && text.charAt(0) != '[')) {
      return Optional.empty();
    }
    try (JsonParser parser = JSON.createParser(text)) {
      Selected selected = new Selected(parser, selectors.size());
      List<Walk> walks = new ArrayList<>();
      for (int i = 0; i < selectors.size(); i++) {
        walks.add(new Walk(i, selectors.get(i).steps()));
      }
      parser.nextToken();
      selected.value(walks);
      return parser.nextToken() == null ? Optional.of(selected.found) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void value(List<Walk> walks) throws IOException {
    JsonToken token = parser.currentToken();
    for (Walk walk : walks) {
      if (walk.rest().isEmpty()) {
        found.get(walk.selector()).add(foundAt(token));
      }
    }
    if (token == JsonToken.START_OBJECT) {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        inside(further(walks, name, -1));
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        inside(further(walks, "", i));
      }
    }
  }

  private void inside(List<Walk> walks) throws IOException {
    if (walks.isEmpty()) {
      parser.skipChildren();
    } else {
      value(walks);
    }
  }

  private Found foundAt(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT, START_ARRAY -> new Found.Container();
      case VALUE_NULL -> new Found.Null();
      case VALUE_TRUE -> new Found.Flag(true);
      case VALUE_FALSE -> new Found.Flag(false);
      default -> new Found.Scalar(parser.getText());
    };
  }

  /** The walks that go on into the member of this name, or into the element of this index. */
  private static List<Walk> further(List<Walk> walks, String name, int index) {
    List<Walk> further = new ArrayList<>();
    for (Walk walk : walks) {
      if (walk.rest().isEmpty()) {
        continue;
      }
      boolean fits =
          switch (walk.rest().getFirst()) {
            case Selector.Step.Member(String wanted) -> index < 0 && wanted.equals(name);
            case Selector.Step.AnyMember() -> index < 0;
            case Selector.Step.Element(int wanted) -> wanted == index;
            case Selector.Step.AnyElement() -> index >= 0;
          };
      if (fits) {
        further.add(new Walk(walk.selector(), walk.rest().subList(1, walk.rest().size())));
      }
    }
    return further;
  }
}
