package dev.forebay.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is stored. All times in milliseconds since 1970. Immutable.
 *
 * @param group the name of its group
 * @param name its name there
 * @param expression when it runs
 * @param zone in which that is meant
 * @param start nothing before; 0 for no bound
 * @param end nothing after; 0 for no bound
 * @param state {@code ENABLED} or {@code DISABLED}
 * @param description as it was given
 * @param windowMinutes how late it may run; 0 for no window
 * @param target as {@link ScheduleTarget} writes it
 * @param kms recorded only
 * @param afterCompletion {@code NONE} or {@code DELETE}
 * @param token of the request that made it
 * @param anchor from where a rate counts
 * @param due for which time it runs next; 0 for never
 * @param runAt when it does, within its window
 * @param created when it was made
 * @param modified when it was last changed
 */
record ScheduleRow(
    String group,
    String name,
    String expression,
    String zone,
    long start,
    long end,
    String state,
    @Nullable String description,
    int windowMinutes,
    String target,
    @Nullable String kms,
    String afterCompletion,
    @Nullable String token,
    long anchor,
    long due,
    long runAt,
    long created,
    long modified) {
  boolean enabled() {
    return state.equals("ENABLED");
  }

  ScheduleRow dueAt(long next, long run) {
    return new ScheduleRow(
        group,
        name,
        expression,
        zone,
        start,
        end,
        state,
        description,
        windowMinutes,
        target,
        kms,
        afterCompletion,
        token,
        anchor,
        next,
        run,
        created,
        modified);
  }
}
