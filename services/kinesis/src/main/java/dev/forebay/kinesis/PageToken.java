package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import java.nio.BufferUnderflowException;
import java.util.Base64;

/**
 * Where a list goes on. Good for 300 seconds. Immutable.
 *
 * @param text what the last page ended with, in the list's own words
 * @param issued milliseconds since 1970
 */
record PageToken(String text, long issued) {
  private static final long LIFE_MILLIS = 300_000;

  String write() {
    return Base64.getEncoder().encodeToString(new Encoder().number(issued).text(text).array());
  }

  /** The token that a text spells, or AWS's error. */
  static PageToken read(String token, long now) {
    PageToken read;
    try {
      Decoder in = new Decoder(Bytes.wrap(Base64.getDecoder().decode(token)));
      long issued = in.number();
      read = new PageToken(in.text(), issued);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw KinesisErrors.invalid("NextToken is invalid.");
    }
    if (now - read.issued > LIFE_MILLIS) {
      throw new AwsException(
          "ExpiredNextTokenException",
          400,
          "NextToken has expired: it is older than " + LIFE_MILLIS / 1_000 + " seconds.");
    }
    return read;
  }
}
