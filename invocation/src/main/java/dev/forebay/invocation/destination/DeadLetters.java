package dev.forebay.invocation.destination;

import dev.forebay.invocation.async.Parcel;

/**
 * What dead letters in queues and topics have in common.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
 *     Adding a dead-letter queue</a>
 */
final class DeadLetters {
  private DeadLetters() {}

  /** The ErrorMessage; an attribute's value may be neither empty nor hold control characters. */
  static String message(Parcel parcel) {
    StringBuilder text = new StringBuilder(parcel.message().length());
    parcel
        .message()
        .codePoints()
        .map(c -> isAllowed(c) ? c : 0xFFFD)
        .forEach(text::appendCodePoint);
    return text.isEmpty() ? "Unhandled" : text.toString();
  }

  // The characters that SQS takes: those of XML 1.0.
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
