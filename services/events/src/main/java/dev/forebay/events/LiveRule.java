package dev.forebay.events;

import dev.forebay.pattern.EventPattern;
import java.util.List;
import java.util.Optional;

/**
 * A rule, ready to be matched. Immutable.
 *
 * @param id its name
 * @param row as it is stored
 * @param pattern which events it wants; empty for a rule with a schedule only
 * @param targets where they go
 */
record LiveRule(RuleId id, RuleRow row, Optional<EventPattern> pattern, List<RuleTarget> targets)
    implements Subscriber {
  LiveRule {
    targets = List.copyOf(targets);
  }

  /** The rule of a row. */
  static LiveRule of(BusId bus, RuleRow row) {
    return new LiveRule(
        new RuleId(bus, row.name()),
        row,
        Optional.ofNullable(row.pattern()).map(EventPattern::parse),
        row.targets().stream().map(RuleTarget::read).toList());
  }

  @Override
  public Optional<EventPattern> wanted() {
    return row.enabled() ? pattern : Optional.empty();
  }

  @Override
  public String name() {
    return "rule/" + id.name();
  }
}
