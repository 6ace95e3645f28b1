package dev.forebay.identity.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Rows as JSON, the form in which they are stored. */
final class Rows {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Rows() {}

  static Bytes encode(Object row) {
    try {
      return Bytes.wrap(JSON.writeValueAsBytes(row));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "a " + row.getClass().getSimpleName() + " cannot be written", e);
    }
  }

  static <T> T decode(Bytes value, Class<T> type) {
    try {
      return JSON.readValue(value.toInputStream(), type);
    } catch (IOException e) {
      throw new UncheckedIOException("a " + type.getSimpleName() + " cannot be read", e);
    }
  }

  /** A copy in the order of the keys. */
  static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
