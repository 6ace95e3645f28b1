package dev.forebay.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternIndexTest {
  private static final int RULES = Integer.getInteger("forebay.pattern.rules", 20_000);

  private static EventPattern rule(int number) {
    return EventPattern.parse(
        switch (number % 4) {
          case 0 -> "{\"source\":[\"app." + number + "\"],\"detail\":{\"state\":[\"on\",\"off\"]}}";
          case 1 -> "{\"detail\":{\"customer\":[{\"prefix\":\"c" + number + "-\"}]}}";
          case 2 ->
              "{\"source\":[\"orders\"],\"detail\":{\"amount\":[{\"numeric\":[\">\","
                  + number * 1_000
                  + ",\"<\","
                  + (number + 1) * 1_000
                  + "]}]}}";
          default ->
              "{\"detail-type\":[\"T" + number + "\"],\"detail\":{\"x\":[{\"exists\":true}]}}";
        });
  }

  @Test
  void anEventIsMatchedAgainstManyRulesInUnderAMillisecond() {
    PatternIndex<Integer> index = new PatternIndex<>();
    for (int i = 0; i < RULES; i++) {
      index.add(i, rule(i));
    }
    String event =
        "{\"source\":\"orders\",\"detail-type\":\"T3\",\"detail\":{\"amount\":2500,\"x\":1,"
            + "\"customer\":\"c1-9\",\"state\":\"on\"}}";
    assertThat(index.matching(event)).containsExactlyInAnyOrder(1, 2, 3);
    long[] nanos = new long[500];
    for (int i = 0; i < nanos.length; i++) {
      long began = System.nanoTime();
      index.matching(event);
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    assertThat(nanos[nanos.length / 2]).as("median, ns").isLessThan(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void patternsThatComeAndGoMatchAsIfTheOthersWereNotThere(long seed) {
    Random random = new Random(seed);
    PatternIndex<Integer> index = new PatternIndex<>();
    Set<Integer> there = new HashSet<>();
    for (int step = 0; step < 400; step++) {
      int number = random.nextInt(40);
      if (there.remove(number)) {
        index.remove(number, rule(number));
      } else {
        there.add(number);
        index.add(number, rule(number));
      }
      int asked = random.nextInt(40);
      List<Integer> expected = new ArrayList<>();
      if (there.contains(asked)) {
        expected.add(asked);
      }
      assertThat(index.matching(event(asked)))
          .as("seed %s, step %s", seed, step)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static String event(int number) {
    return switch (number % 4) {
      case 0 -> "{\"source\":\"app." + number + "\",\"detail\":{\"state\":\"off\"}}";
      case 1 -> "{\"detail\":{\"customer\":\"c" + number + "-7\"}}";
      case 2 -> "{\"source\":\"orders\",\"detail\":{\"amount\":" + (number * 1_000 + 500) + "}}";
      default -> "{\"detail-type\":\"T" + number + "\",\"detail\":{\"x\":null}}";
    };
  }
}
