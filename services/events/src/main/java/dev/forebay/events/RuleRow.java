package dev.forebay.events;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is stored. Immutable.
 *
 * @param bus the name of its bus
 * @param name its name there
 * @param pattern which events it wants
 * @param schedule when it runs by itself
 * @param state {@code ENABLED}, {@code DISABLED} or the third of AWS's
 * @param description as it was given
 * @param roleArn of targets that name none
 * @param createdBy the account that made it
 * @param tags its tags
 * @param targets each as {@link RuleTarget} writes it
 * @param anchor from where a rate counts, milliseconds since 1970
 * @param next when the schedule is due next, milliseconds since 1970; 0 for never
 */
record RuleRow(
    String bus,
    String name,
    @Nullable String pattern,
    @Nullable String schedule,
    String state,
    @Nullable String description,
    @Nullable String roleArn,
    String createdBy,
    Map<String, String> tags,
    List<String> targets,
    long anchor,
    long next) {
  RuleRow {
    tags = Map.copyOf(tags);
    targets = List.copyOf(targets);
  }

  boolean enabled() {
    return !state.equals("DISABLED");
  }

  /** What it is stored under: the rules of a bus stand together. */
  String key() {
    return key(bus, name);
  }

  static String key(String bus, String name) {
    return bus + "\n" + name;
  }

  RuleRow withTargets(List<String> others) {
    return new RuleRow(
        bus,
        name,
        pattern,
        schedule,
        state,
        description,
        roleArn,
        createdBy,
        tags,
        others,
        anchor,
        next);
  }

  RuleRow withTags(Map<String, String> others) {
    return new RuleRow(
        bus,
        name,
        pattern,
        schedule,
        state,
        description,
        roleArn,
        createdBy,
        others,
        targets,
        anchor,
        next);
  }

  RuleRow withState(String other, long from, long due) {
    return new RuleRow(
        bus,
        name,
        pattern,
        schedule,
        other,
        description,
        roleArn,
        createdBy,
        tags,
        targets,
        from,
        due);
  }

  RuleRow dueAt(long due) {
    return withState(state, anchor, due);
  }
}
