package dev.forebay.logs;

/** Who is told of events as soon as they are stored. Thread-safe; costs nothing where nobody is. */
final class Followers {
  private final Forwarding forwarding;
  private final LiveTails tails;

  Followers(Forwarding forwarding, LiveTails tails) {
    this.forwarding = forwarding;
    this.tails = tails;
  }

  /** These events are durable now. */
  void stored(LogTables tables, Appends.Append append, long nowMillis) {
    LogGroupRow group = append.group().value();
    if (!group.subscriptions().isEmpty()) {
      forwarding.wake(tables, group.id());
    }
    tails.stored(tables.place(), append, nowMillis);
  }
}
