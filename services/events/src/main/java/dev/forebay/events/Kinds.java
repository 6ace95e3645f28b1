package dev.forebay.events;

import dev.forebay.storage.rows.Kind;

/** All that this service stores, by account and region. */
final class Kinds {
  static final Kind<BusRow> BUS = Kind.json("bus", BusRow.class);
  static final Kind<RuleRow> RULE = Kind.json("rule", RuleRow.class);
  static final Kind<ArchiveRow> ARCHIVE = Kind.json("archive", ArchiveRow.class);
  static final Kind<ReplayRow> REPLAY = Kind.json("replay", ReplayRow.class);
  static final Kind<ConnectionRow> CONNECTION = Kind.json("connection", ConnectionRow.class);
  static final Kind<DestinationRow> DESTINATION = Kind.json("destination", DestinationRow.class);

  private Kinds() {}
}
