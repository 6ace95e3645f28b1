package dev.forebay.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replay as it is stored. Immutable.
 *
 * @param name its name
 * @param description as it was given
 * @param archive the name of the archive
 * @param busArn where the events go
 * @param filterArns the rules that may see them; all of them when empty
 * @param from events of this time and later, milliseconds since 1970
 * @param to events before this time
 * @param state as AWS calls it
 * @param stateReason why it failed
 * @param position after which event of the archive it goes on, in hexadecimal digits
 * @param lastReplayed the time of the last event, 0 for none
 * @param started milliseconds since 1970
 * @param ended milliseconds since 1970, 0 while it runs
 */
record ReplayRow(
    String name,
    @Nullable String description,
    String archive,
    String busArn,
    List<String> filterArns,
    long from,
    long to,
    String state,
    @Nullable String stateReason,
    String position,
    long lastReplayed,
    long started,
    long ended) {
  ReplayRow {
    filterArns = List.copyOf(filterArns);
  }

  ReplayRow at(String other, String after, long last) {
    return new ReplayRow(
        name,
        description,
        archive,
        busArn,
        filterArns,
        from,
        to,
        other,
        stateReason,
        after,
        last,
        started,
        ended);
  }

  ReplayRow ended(String other, @Nullable String reason, long now) {
    return new ReplayRow(
        name,
        description,
        archive,
        busArn,
        filterArns,
        from,
        to,
        other,
        reason,
        position,
        lastReplayed,
        started,
        now);
  }
}
