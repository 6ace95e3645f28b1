package dev.forebay.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.forebay.model.Bytes;

/**
 * The answer to an {@link AdminRequest}. Immutable.
 *
 * @param status an HTTP status
 * @param contentType of the body
 */
public record AdminAnswer(int status, String contentType, Bytes body) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What went well, as JSON. */
  public static AdminAnswer json(Object value) {
    return json(200, value);
  }

  /** The same with another status. */
  public static AdminAnswer json(int status, Object value) {
    try {
      return new AdminAnswer(status, "application/json", Bytes.wrap(JSON.writeValueAsBytes(value)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
