package dev.forebay.storage.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.util.function.Function;

/**
 * A kind of row. Immutable.
 *
 * @param table where they are, as {@link dev.forebay.storage.TableSpace.RowKey} bounds it
 * @param write their bytes
 * @param read from their bytes
 */
public record Kind<T>(String table, Function<T, Bytes> write, Function<Bytes, T> read) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Rows that are kept as JSON; members that the type does not know are passed over. */
  public static <T> Kind<T> json(String table, Class<T> type) {
    return new Kind<>(table, Kind::encode, bytes -> decode(bytes, type, table));
  }

  private static Bytes encode(Object row) {
    try {
      return Bytes.wrap(JSON.writeValueAsBytes(row));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row cannot be written", e);
    }
  }

  private static <T> T decode(Bytes value, Class<T> type, String table) {
    try {
      return JSON.readValue(value.toInputStream(), type);
    } catch (IOException e) {
      throw new IllegalStateException("a row of " + table + " cannot be read", e);
    }
  }
}
