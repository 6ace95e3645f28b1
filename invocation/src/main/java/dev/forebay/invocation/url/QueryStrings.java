package dev.forebay.invocation.url;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Query parameters as an event has them: decoded, the values of a repeated one joined by commas.
 */
final class QueryStrings {
  private QueryStrings() {}

  /** The parameters of a raw query, in the order in which they first appear. */
  static Map<String, String> parse(String rawQuery) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : rawQuery.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      parameters.merge(name, value, (before, next) -> before + "," + next);
    }
    return parameters;
  }

  // What is no escape stays as it is: a function may want to see it.
  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      int escape = letter == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
      if (escape >= 0) {
        bytes.write(escape);
        i += 2;
      } else {
        bytes.writeBytes(
            String.valueOf(letter == '+' ? ' ' : letter).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
