package dev.forebay.events;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names an event bus. Immutable.
 *
 * @param place where it lives
 * @param name its name there
 */
record BusId(AccountRegion place, String name) {
  static final String DEFAULT = "default";
  private static final String PREFIX = "event-bus/";

  /** The bus that a request means: by name, by ARN, or the default one when it names none. */
  static BusId of(AccountRegion place, @Nullable String nameOrArn) {
    if (nameOrArn == null || nameOrArn.isEmpty()) {
      return new BusId(place, DEFAULT);
    }
    return Arn.parse(nameOrArn).flatMap(BusId::of).orElseGet(() -> new BusId(place, nameOrArn));
  }

  /** The bus of an ARN; empty when it is none of a bus. */
  static Optional<BusId> of(Arn arn) {
    return arn.service().equals("events")
            && arn.resource().startsWith(PREFIX)
            && AccountId.isValid(arn.account())
            && Region.isValid(arn.region())
        ? Optional.of(
            new BusId(
                new AccountRegion(new AccountId(arn.account()), new Region(arn.region())),
                arn.resource().substring(PREFIX.length())))
        : Optional.empty();
  }

  boolean isDefault() {
    return name.equals(DEFAULT);
  }

  Arn arn() {
    return place.arn("events", PREFIX + name);
  }

  @Override
  public String toString() {
    return arn().toString();
  }
}
