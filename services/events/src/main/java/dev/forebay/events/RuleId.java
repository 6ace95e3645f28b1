package dev.forebay.events;

import dev.forebay.model.Arn;

/**
 * Names a rule. Immutable.
 *
 * @param bus on which bus it is
 * @param name its name there
 */
record RuleId(BusId bus, String name) {
  /** The ARN; that of a rule of the default bus leaves the bus out. */
  Arn arn() {
    return bus.place()
        .arn("events", bus.isDefault() ? "rule/" + name : "rule/" + bus.name() + "/" + name);
  }

  @Override
  public String toString() {
    return arn().toString();
  }
}
