package dev.forebay.invocation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.model.Bytes;
import java.io.IOException;

/** Reads what a function says when it fails. Pure. */
public final class FunctionError {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_CHARACTERS = 500;

  private FunctionError() {}

  /** The error's type and message, at most some 500 characters. */
  public static String text(InvocationOutcome.FunctionFailed failed) {
    String text = failed.errorType() + ": " + message(failed.payload());
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }

  /** The errorMessage of an error object; all of it when it has none. */
  public static String message(Bytes payload) {
    try (JsonParser parser = JSON.createParser(payload.toArray())) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean found = parser.currentName().equals("errorMessage");
          JsonToken value = parser.nextToken();
          if (found && value == JsonToken.VALUE_STRING) {
            return parser.getText();
          }
          parser.skipChildren();
        }
      }
      return payload.toUtf8();
    } catch (IOException e) {
      return payload.toUtf8();
    }
  }
}
