package dev.forebay.execution.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
  private final List<String> lines = new ArrayList<>();
  private final LineSplitter splitter = new LineSplitter(lines::add);

  private void print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    splitter.accept(bytes, bytes.length);
  }

  @Test
  void linesAreCutAtLineEndsAndTheRestWaits() {
    print("one\ntwo\r\n\nthr");
    assertThat(lines).containsExactly("one", "two", "");

    print("ee\nrest");
    splitter.flush();
    splitter.flush();

    assertThat(lines).containsExactly("one", "two", "", "three", "rest");
  }

  @Test
  void aRecordOfSeveralLinesIsOneEvent() {
    print("[ERROR] one\rtwo\rthree\n");

    assertThat(lines).containsExactly("[ERROR] one\ntwo\nthree");
  }

  @Test
  void aLongLineIsCutBetweenCharacters() {
    String euros = "€".repeat(200_000);
    print("a" + euros + "\n");

    assertThat(String.join("", lines)).isEqualTo("a" + euros);
    assertThat(lines)
        .hasSize(3)
        .allMatch(
            line -> line.getBytes(StandardCharsets.UTF_8).length <= LineSplitter.LONGEST_LINE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void howTheBytesArriveMakesNoDifference(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append("é€𝄞x".repeat(random.nextInt(20))).append(random.nextInt(3) == 0 ? "" : "\n");
    }
    byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < bytes.length; ) {
      int count = Math.min(1 + random.nextInt(50), bytes.length - from);
      byte[] part = new byte[count + random.nextInt(3)];
      System.arraycopy(bytes, from, part, 0, count);
      splitter.accept(part, count);
      from += count;
    }

    assertThat(String.join("\n", lines) + "\n").isEqualTo(text.toString());
  }
}
