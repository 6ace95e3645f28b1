package dev.forebay.model.trace;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The header {@code X-Amzn-Trace-Id}: {@code Root=1-…;Parent=…;Sampled=0;Lineage=…}. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader">
 *     X-Ray tracing header</a>
 * @param root the trace's id
 * @param parent the id of the segment that calls
 * @param sampled {@code 0}, {@code 1} or {@code ?}
 * @param lineage through which functions the event has come
 */
public record TraceHeader(String root, String parent, String sampled, Lineage lineage) {
  private static final int MAX_LENGTH = 4096;

  /**
   * What a caller sent, completed where it left something out; a fresh one if it sent nothing or
   * nothing that can be read.
   */
  public static TraceHeader of(Optional<String> received, Instant now, RandomGenerator random) {
    String root = "";
    String parent = "";
    String sampled = "0";
    Lineage lineage = Lineage.NONE;
    String text = received.filter(header -> header.length() <= MAX_LENGTH).orElse("");
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf(';', from);
      end = end < 0 ? text.length() : end;
      String part = text.substring(from, end).strip();
      from = end + 1;
      int equals = part.indexOf('=');
      String value = part.substring(equals + 1);
      switch (equals < 0 ? "" : part.substring(0, equals)) {
        case "Root" -> root = isRoot(value) ? value : "";
        case "Parent" -> parent = isHex(value, 16) ? value : "";
        case "Sampled" -> sampled = value.equals("1") || value.equals("?") ? value : "0";
        case "Lineage" -> lineage = Lineage.parse(value);
        default -> {}
      }
    }
    HexFormat hex = HexFormat.of();
    return new TraceHeader(
        !root.isEmpty()
            ? root
            : "1-"
                + hex.toHexDigits((int) now.getEpochSecond())
                + "-"
                + hex.toHexDigits(random.nextLong())
                + hex.toHexDigits(random.nextInt()),
        !parent.isEmpty() ? parent : hex.toHexDigits(random.nextLong()),
        sampled,
        lineage);
  }

  private static boolean isRoot(String text) {
    return text.length() == 35
        && text.startsWith("1-")
        && text.charAt(10) == '-'
        && isHex(text.substring(2, 10), 8)
        && isHex(text.substring(11), 24);
  }

  private static boolean isHex(String text, int length) {
    return text.length() == length && text.chars().allMatch(HexFormat::isHexDigit);
  }

  /** The header that the function gets: one step further. */
  public TraceHeader into(Lineage next) {
    return new TraceHeader(root, parent, sampled, next);
  }

  /** As it is sent. */
  @Override
  public String toString() {
    return "Root=" + root + ";Parent=" + parent + ";Sampled=" + sampled + ";Lineage=" + lineage;
  }
}
