package dev.forebay.wire.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * URI text in the one spelling that Signature Version 4 hashes: unreserved characters as they are,
 * every other byte as {@code %XX} in upper case.
 */
final class UriText {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private UriText() {}

  /** A path encoded once more; slashes stay. */
  static String encodePath(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8), "/");
  }

  /** A path whose encoding is undone and done again; slashes stay. */
  static String recodePath(String raw) {
    return encode(decodeBytes(raw, /* plusIsSpace= */ false), "/");
  }

  /** A name or value of a query whose encoding is undone and done again. */
  static String recodeQuery(String raw) {
    return encode(decodeBytes(raw, /* plusIsSpace= */ true), "");
  }

  /** What an encoded text of a query stands for. */
  static String decode(String raw) {
    return new String(decodeBytes(raw, /* plusIsSpace= */ true), StandardCharsets.UTF_8);
  }

  /** A path without empty segments, {@code .} and {@code ..}; a slash at the end stays. */
  static String normalizePath(String path) {
    if (!path.contains("//") && !path.contains("/.")) {
      return path.isEmpty() ? "/" : path;
    }
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> kept.pollLast();
        default -> kept.addLast(segment);
      }
    }
    String joined = "/" + String.join("/", kept);
    return path.endsWith("/") && !kept.isEmpty() ? joined + "/" : joined;
  }

  private static String encode(byte[] bytes, String alsoKept) {
    StringBuilder out = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      if (isUnreserved(c) || alsoKept.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  // A percent sign that no two hexadecimal digits follow stands for itself.
  private static byte[] decodeBytes(String raw, boolean plusIsSpace) {
    byte[] in = raw.getBytes(StandardCharsets.UTF_8);
    byte @Nullable [] out = null;
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      byte b = in[i];
      int high = b == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      boolean escape = low >= 0;
      if (out == null && (escape || (plusIsSpace && b == '+'))) {
        out = in.clone();
      }
      byte decoded = escape ? (byte) (high * 16 + low) : plusIsSpace && b == '+' ? (byte) ' ' : b;
      if (out != null) {
        out[length] = decoded;
      }
      length++;
      i += escape ? 2 : 0;
    }
    return out == null ? in : java.util.Arrays.copyOf(out, length);
  }
}
