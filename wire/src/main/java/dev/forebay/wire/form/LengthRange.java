package dev.forebay.wire.form;

import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * How many bytes a file may have. Immutable.
 *
 * @param least the fewest, 0 or more
 * @param most the most
 */
public record LengthRange(long least, long most) {
  /** Any number. */
  public static final LengthRange ANY = new LengthRange(0, Long.MAX_VALUE);

  /** What both ranges let in. */
  LengthRange and(LengthRange other) {
    return new LengthRange(Math.max(least, other.least), Math.min(most, other.most));
  }

  /**
   * The bytes, as far as there may be. Reading throws {@link AwsException} as soon as there are too
   * many, and at the end where there are too few.
   */
  public InputStream of(InputStream in) {
    return new InputStream() {
      private long size;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] out, int from, int length) throws IOException {
        int count = in.read(out, from, length);
        size += Math.max(0, count);
        if (size > most) {
          throw refused(
              "EntityTooLarge",
              "Your proposed upload exceeds the maximum allowed size",
              "MaxSizeAllowed",
              most);
        }
        if (count < 0 && size < least) {
          throw refused(
              "EntityTooSmall",
              "Your proposed upload is smaller than the minimum allowed size",
              "MinSizeAllowed",
              least);
        }
        return count;
      }

      private AwsException refused(String code, String message, String bound, long value) {
        return new AwsException(
            code,
            400,
            message,
            Map.of("ProposedSize", Long.toString(size), bound, Long.toString(value)));
      }
    };
  }
}
