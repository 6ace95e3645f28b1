package dev.forebay.server.quiet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was done in a while, and what is not done, as JSON.
 *
 * @param ran by what was done, such as invocations, and then by whose
 * @param going what goes on, or falls due before the instant that was asked for
 * @param waiting what waits for time, the first due first
 */
@JsonPropertyOrder({"ran", "going", "waiting"})
public record WorkReport(
    Map<String, Map<String, Long>> ran, List<Waiting> going, List<Waiting> waiting) {

  /**
   * Work that is not done.
   *
   * @param what such as asynchronous events to be tried again
   * @param of whose
   * @param until when the first of them goes on; absent when it does not wait for time
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"what", "of", "count", "until"})
  public record Waiting(String what, String of, long count, @Nullable String until) {}

  /**
   * A report.
   *
   * @param before what had been done when the while began
   * @param after what has been done now
   * @param look what is pending now
   * @param limit what falls due up to then goes on; all else waits
   */
  public static WorkReport of(
      Map<Done, Long> before, Map<Done, Long> after, Quiet.Look look, Instant limit) {
    Map<String, Map<String, Long>> ran = new TreeMap<>();
    after.forEach((done, count) -> {
      long more = count - before.getOrDefault(done, 0L);
      if (more > 0) {
        ran.computeIfAbsent(done.kind().name().toLowerCase(Locale.ROOT), kind -> new TreeMap<>())
            .put(done.of(), more);
      }
    });
    return new WorkReport(
        ran,
        look.pending().stream()
            .filter(one -> one.isBefore(limit))
            .map(WorkReport::waiting)
            .toList(),
        look.pending().stream()
            .filter(one -> !one.isBefore(limit))
            .sorted(Comparator.comparing(one -> one.until().orElse(Instant.MAX)))
            .map(WorkReport::waiting)
            .toList());
  }

  private static Waiting waiting(Pending pending) {
    return new Waiting(
        pending.what(),
        pending.of(),
        pending.count(),
        pending.until().map(Instant::toString).orElse(null));
  }
}
