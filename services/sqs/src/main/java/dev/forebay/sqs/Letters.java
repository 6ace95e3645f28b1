package dev.forebay.sqs;

/** Which letters a message may have: those of XML 1.0 ("SendMessage"). */
final class Letters {
  private static final int REPLACEMENT = 0xFFFD;

  private Letters() {}

  /** The text with U+FFFD in place of each letter that is not allowed. */
  static String allowed(String text) {
    if (isAllowed(text)) {
      return text;
    }
    if (text.codePoints().noneMatch(Letters::isAllowed)) {
      throw SqsErrors.refused(
          "InvalidMessageContents", "The message contains characters outside the allowed set.");
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(letter -> out.appendCodePoint(isAllowed(letter) ? letter : REPLACEMENT));
    return out.toString();
  }

  private static boolean isAllowed(String text) {
    for (int i = 0; i < text.length(); ) {
      int letter = text.codePointAt(i);
      if (!isAllowed(letter)) {
        return false;
      }
      i += Character.charCount(letter);
    }
    return true;
  }

  private static boolean isAllowed(int letter) {
    return letter == 0x9
        || letter == 0xA
        || letter == 0xD
        || (letter >= 0x20 && letter <= 0xD7FF)
        || (letter >= 0xE000 && letter <= 0xFFFD)
        || letter >= 0x10000;
  }
}
