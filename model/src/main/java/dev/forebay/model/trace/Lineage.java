package dev.forebay.model.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * How often an event, and the events that came of it, has invoked each function: {@code
 * hash:count|hash:count}. At most 32 functions are remembered, those invoked last. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html">Recursive
 *     loop detection</a>
 * @param visits one entry for each function, the last one invoked at the end
 */
public record Lineage(List<Visit> visits) {
  /** An event that has invoked nothing yet. */
  public static final Lineage NONE = new Lineage(List.of());

  /** Invocations of one function in one chain, after which the next one is stopped. */
  public static final int MAX_INVOCATIONS = 16;

  private static final int REMEMBERED = 32;

  /** Copies the list. */
  public Lineage {
    visits = List.copyOf(visits);
  }

  /**
   * A function that was invoked.
   *
   * @param hash eight hexadecimal digits
   * @param count how often
   */
  public record Visit(String hash, int count) {}

  /** What a header's member spells; entries that cannot be read are left out. */
  static Lineage parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    List<Visit> visits = new ArrayList<>();
    for (String entry : text.split("\\|", REMEMBERED + 1)) {
      int colon = entry.indexOf(':');
      if (colon == 8
          && entry.length() <= 12
          && entry.length() > 9
          && entry.chars().skip(9).allMatch(c -> c >= '0' && c <= '9')
          && entry.chars().limit(8).allMatch(HexFormat::isHexDigit)) {
        visits.add(new Visit(entry.substring(0, 8), Integer.parseInt(entry.substring(colon + 1))));
      }
    }
    return new Lineage(visits);
  }

  /** How often the function has been invoked so far. */
  public int count(String functionArn) {
    String hash = hash(functionArn);
    for (Visit visit : visits) {
      if (visit.hash().equals(hash)) {
        return visit.count();
      }
    }
    return 0;
  }

  /** The lineage with one more invocation of the function. */
  public Lineage with(String functionArn) {
    String hash = hash(functionArn);
    List<Visit> next = new ArrayList<>(visits.size() + 1);
    int count = 1;
    for (Visit visit : visits) {
      if (visit.hash().equals(hash)) {
        count = visit.count() + 1;
      } else {
        next.add(visit);
      }
    }
    next.add(new Visit(hash, Math.min(count, 999)));
    return new Lineage(next.subList(Math.max(0, next.size() - REMEMBERED), next.size()));
  }

  private static String hash(String functionArn) {
    CRC32 crc = new CRC32();
    crc.update(functionArn.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Visit visit : visits) {
      out.append(out.isEmpty() ? "" : "|").append(visit.hash()).append(':').append(visit.count());
    }
    return out.toString();
  }
}
