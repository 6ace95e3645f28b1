package dev.forebay.scheduler;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;

/**
 * Names a schedule. Immutable.
 *
 * @param place where it lives
 * @param group the name of its group
 * @param name its name in the group
 */
record ScheduleId(AccountRegion place, String group, String name) {
  Arn arn() {
    return place.arn("scheduler", "schedule/" + group + "/" + name);
  }

  /** What it is stored under: the schedules of a group stand together. */
  String key() {
    return key(group, name);
  }

  static String key(String group, String name) {
    return group + "\n" + name;
  }

  @Override
  public String toString() {
    return arn().toString();
  }
}
