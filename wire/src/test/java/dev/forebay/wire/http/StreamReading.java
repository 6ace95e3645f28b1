package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** Reads the event stream that {@link Echo} writes. */
final class StreamReading {
  private StreamReading() {}

  /** Each part must be readable while the function still waits to be let on to the next. */
  static void assertEachPartArrivesAtOnce(InputStream in, Semaphore steps) throws IOException {
    StringBuilder seen = new StringBuilder();
    byte[] buffer = new byte[4_096];
    for (int part = 0; part < 3; part++) {
      while (seen.indexOf("part" + part) < 0) {
        int count = in.read(buffer);
        assertThat(count).as("bytes after %s", seen).isPositive();
        seen.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
      assertThat(seen.indexOf("part" + (part + 1))).isNegative();
      steps.release();
    }
    seen.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    assertThat(seen.toString()).contains("InvokeComplete");
  }
}
