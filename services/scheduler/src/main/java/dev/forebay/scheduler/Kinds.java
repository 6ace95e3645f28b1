package dev.forebay.scheduler;

import dev.forebay.storage.rows.Kind;

/** All that this service stores, by account and region. */
final class Kinds {
  static final Kind<ScheduleRow> SCHEDULE = Kind.json("schedule", ScheduleRow.class);
  static final Kind<GroupRow> GROUP = Kind.json("group", GroupRow.class);

  private Kinds() {}
}
