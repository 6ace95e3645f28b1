package dev.forebay.identity.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a statement stands in its document's text, as policy simulations answer it. Lines and
 * columns count from 1. Immutable.
 *
 * @param startLine the line of its opening brace
 * @param startColumn the column of its opening brace
 * @param endLine the line of its closing brace
 * @param endColumn the column after its closing brace
 */
public record Span(int startLine, int startColumn, int endLine, int endColumn) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** The statements of a text that has been read as a document. */
  static List<Span> ofStatements(String json) {
    List<Span> spans = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean statements = parser.currentName().equals("Statement");
        JsonToken value = parser.nextToken();
        if (!statements) {
          parser.skipChildren();
        } else if (value == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            spans.add(ofObject(parser));
          }
        } else {
          spans.add(ofObject(parser));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the text was a document before", e);
    }
    return spans;
  }

  private static Span ofObject(JsonParser parser) throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    parser.skipChildren();
    JsonLocation end = parser.currentLocation();
    return new Span(start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr());
  }
}
