package dev.forebay.eventsource.window;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.util.Optional;

/** Finds the state in a function's response. */
public final class ReturnedState {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ReturnedState() {}

  /** The state as JSON; empty when the response has none, which makes it a failure. */
  public static Optional<Bytes> in(Bytes response) {
    try {
      JsonNode state = JSON.readTree(response.toInputStream()).path("state");
      return state.isMissingNode() || state.isNull()
          ? Optional.empty()
          : Optional.of(Bytes.wrap(JSON.writeValueAsBytes(state)));
    } catch (JacksonException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }
}
