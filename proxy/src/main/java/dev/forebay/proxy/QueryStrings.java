package dev.forebay.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Query parameters as events have them: decoded, in the order in which they first appear. Pure. */
public final class QueryStrings {
  private QueryStrings() {}

  /** The parameters of a raw query, the values of a repeated one joined by commas. */
  public static Map<String, String> parse(String rawQuery) {
    Map<String, String> parameters = new LinkedHashMap<>();
    all(rawQuery).forEach((name, values) -> parameters.put(name, String.join(",", values)));
    return parameters;
  }

  /** The parameters of a raw query with all values of each. */
  public static Map<String, List<String>> all(String rawQuery) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : rawQuery.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
    }
    return parameters;
  }

  /** A part of a path, decoded; what is no escape stays as it is. */
  public static String decodePath(String text) {
    return decode(text.replace("+", "%2B"));
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
