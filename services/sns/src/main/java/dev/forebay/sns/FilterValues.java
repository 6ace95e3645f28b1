package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;

/** Attribute values as JSON values, for filters. */
final class FilterValues {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private FilterValues() {}

  /** The list that the text spells; one that spells none is compared as nothing. */
  static String list(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      return tree.isArray() ? tree.toString() : "[]";
    } catch (JsonProcessingException e) {
      return "[]";
    }
  }

  /** The number that a checked text spells. */
  static String number(String text) {
    return new BigDecimal(text).toString();
  }
}
