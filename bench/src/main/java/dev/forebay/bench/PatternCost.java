package dev.forebay.bench;

import dev.forebay.pattern.EventPattern;
import dev.forebay.pattern.PatternIndex;
import java.util.Arrays;
import java.util.Set;

/**
 * One event against the patterns of very many rules in one machine, as a bus has them: of each five
 * rules, two compare values, one a beginning, one a number and one what must not be. In one
 * process, after the build:
 *
 * <pre>java -Xmx2g -cp 'bench/target/bench/*' dev.forebay.bench.PatternCost [RULES]</pre>
 */
public final class PatternCost {
  private static final int EVENTS = 4_000;
  private static final int BREADTH = 9;

  private PatternCost() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    int rules = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    PatternIndex<Integer> index = new PatternIndex<>();
    long begun = System.nanoTime();
    for (int i = 0; i < rules; i++) {
      index.add(i, EventPattern.parse(pattern(i)));
    }
    System.out.printf(
        "%,d rules added in %.1f s, %d MiB of heap%n",
        rules, (System.nanoTime() - begun) / 1e9, heap());
    long[] nanos = new long[EVENTS];
    int found = 0;
    for (int i = 0; i < 2 * EVENTS; i++) {
      String event = event(i * 7919 % rules);
      long before = System.nanoTime();
      Set<Integer> matching = index.matching(event);
      nanos[i % EVENTS] = System.nanoTime() - before;
      found += matching.size();
    }
    Arrays.sort(nanos);
    System.out.printf(
        "an event: p50 %.1f µs, p99 %.1f µs, %.1f rules want it%n",
        nanos[EVENTS / 2] / 1e3, nanos[EVENTS * 99 / 100] / 1e3, found / (2.0 * EVENTS));
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static String pattern(int i) {
    String detail =
        switch (i % 5) {
          case 0, 1 -> "\"customer\":[\"c-" + i + "\"],\"state\":[\"open\",\"paid\"]";
          case 2 -> "\"customer\":[{\"prefix\":\"c-" + i + "\"}]";
          case 3 -> "\"number\":[{\"numeric\":[\">\"," + i + ",\"<=\"," + (i + BREADTH) + "]}]";
          default -> "\"customer\":[\"c-" + i + "\"],\"state\":[{\"anything-but\":[\"closed\"]}]";
        };
    return "{\"source\":[\"shop-" + i % 50 + "\"],\"detail\":{" + detail + "}}";
  }

  private static String event(int i) {
    return "{\"version\":\"0\",\"id\":\"6a7e8feb-b491-4cf7-a9f1-bf3703467718\",\"detail-type\":"
        + "\"order\",\"source\":\"shop-"
        + i % 50
        + "\",\"account\":\"000000000000\",\"time\":\"2026-01-01T00:00:00Z\",\"region\":"
        + "\"us-east-1\",\"resources\":[],\"detail\":{\"customer\":\"c-"
        + i
        + "\",\"state\":\"paid\",\"number\":"
        + (i + 1)
        + ",\"items\":[{\"sku\":\"a\",\"count\":2},{\"sku\":\"b\",\"count\":1}]}}";
  }
}
