package dev.forebay.function.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A table of records, each row a record as JSON. Immutable, thread-safe.
 *
 * @param name the table's name within a scope
 * @param type the record that a row holds
 * @param <T> the record
 */
public record Table<T>(String name, Class<T> type) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  RowKey key(Key key) {
    return new RowKey(name, key.bytes());
  }

  Bytes encode(T value) {
    try {
      return Bytes.wrap(JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + type.getSimpleName() + " cannot be written", e);
    }
  }

  T decode(Row row) {
    try {
      return JSON.readValue(row.value().toInputStream(), type);
    } catch (IOException e) {
      throw new UncheckedIOException("a row of table " + name + " cannot be read", e);
    }
  }
}
