package dev.forebay.wire.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Percent-escapes, read strictly: what is no escape, or no UTF-8, is refused. */
final class Percent {
  private Percent() {}

  /** A path segment without its escapes. */
  static String decodePath(String raw) {
    return decode(raw, '+', "path");
  }

  /** The parameters of a query or a form, in their order; a plus sign stands for a space. */
  static Map<String, List<String>> parameters(String raw) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    int start = 0;
    while (start < raw.length()) {
      int end = raw.indexOf('&', start);
      end = end < 0 ? raw.length() : end;
      if (end > start) {
        int equals = raw.indexOf('=', start);
        boolean valued = equals >= 0 && equals < end;
        String name = decode(raw.substring(start, valued ? equals : end), ' ', "query");
        String value = valued ? decode(raw.substring(equals + 1, end), ' ', "query") : "";
        parameters.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
      }
      start = end + 1;
    }
    return parameters;
  }

  private static String decode(String raw, char plus, String where) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    byte[] in = raw.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        int high = digit(in, i + 1);
        int low = digit(in, i + 2);
        if (high < 0 || low < 0) {
          throw Malformed.because("The " + where + " has a malformed percent-escape");
        }
        out[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[length++] = in[i] == '+' ? (byte) plus : in[i];
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, length)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw Malformed.because("The " + where + " is not UTF-8");
    }
  }

  private static int digit(byte[] in, int index) {
    return index < in.length ? Character.digit(in[index], 16) : -1;
  }
}
