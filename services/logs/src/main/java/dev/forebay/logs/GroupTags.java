package dev.forebay.logs;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.storage.StorageEngine;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The tags of log groups, for those who decide on calls of this service too. Thread-safe. */
public final class GroupTags {
  private final StorageEngine engine;
  private final RandomGenerator random;

  /**
   * The tags in a storage.
   *
   * @param random thread-safe; for ids
   */
  public GroupTags(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
  }

  /** The tags of a group, or of the one a stream is in; none when there is no such group. */
  public Map<String, String> find(Arn arn) {
    String[] parts = arn.resource().split(":", -1);
    if (!parts[0].equals("log-group")
        || parts.length < 2
        || !AccountId.isValid(arn.account())
        || !Region.isValid(arn.region())) {
      return Map.of();
    }
    AccountRegion place = new AccountRegion(new AccountId(arn.account()), new Region(arn.region()));
    return LogTables.of(engine, random, place)
        .group(parts[1])
        .map(group -> group.value().tags())
        .orElse(Map.of());
  }
}
