package dev.forebay.eventsource.filter;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.model.Bytes;
import java.io.IOException;

/** A record as filters see it. Called on the thread that asks the filter. */
public interface FilterableRecord {
  /**
   * Writes what patterns can name besides the data, as fields of the object that is open: of a
   * message {@code messageId}, {@code attributes}, {@code messageAttributes} and so on, as the
   * function gets them; of a stream's record the members of {@code kinesis}. Only called where a
   * pattern names any of it.
   */
  void writeMetadata(JsonGenerator json) throws IOException;

  /** The body of a message as UTF-8, the data of a stream's record before it is put into Base64. */
  Bytes data();
}
