package dev.forebay.eventsource.mapping;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import java.util.UUID;

/**
 * One event source mapping. Immutable.
 *
 * @param place its account and region
 * @param uuid its UUID
 */
public record MappingId(AccountRegion place, UUID uuid) {
  static final String RESOURCE = "event-source-mapping:";

  /** The mapping's ARN. */
  public Arn arn() {
    return place.arn("lambda", RESOURCE + uuid);
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
