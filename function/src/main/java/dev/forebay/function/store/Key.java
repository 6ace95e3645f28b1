package dev.forebay.function.store;

import dev.forebay.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A row's key: words in order, none with a NUL, which parts them, so that keys sort word by word.
 * Immutable.
 *
 * @param words one or more
 */
public record Key(List<String> words) {
  /** Copies the list. */
  public Key {
    words = List.copyOf(words);
    for (String word : words) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a key's word must not hold a NUL: " + word);
      }
    }
  }

  /** A key of these words. */
  public static Key of(String... words) {
    return new Key(List.of(words));
  }

  /** A number as a word that sorts by value; for 0 to 10^18-1. */
  public static String number(long value) {
    return "%018d".formatted(value);
  }

  /** The word at an index. */
  public String word(int index) {
    return words.get(index);
  }

  Bytes bytes() {
    return Bytes.utf8(String.join("\0", words));
  }

  /** The first key of those that start with all these words and have more. */
  Bytes below() {
    return Bytes.utf8(String.join("\0", words) + "\0");
  }

  /** Behind all keys that start with these words and have more. */
  Bytes behind() {
    return Bytes.utf8(String.join("\0", words) + "\1");
  }

  static Key parse(Bytes bytes) {
    return new Key(List.of(new String(bytes.toArray(), StandardCharsets.UTF_8).split("\0", -1)));
  }
}
