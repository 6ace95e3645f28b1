package dev.forebay.scheduler;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of schedules as it is stored. Immutable.
 *
 * @param name its name
 * @param tags its tags
 * @param token of the request that made it
 * @param created milliseconds since 1970
 * @param modified milliseconds since 1970
 */
record GroupRow(
    String name, Map<String, String> tags, @Nullable String token, long created, long modified) {
  /** The group that is always there. */
  static final String DEFAULT = "default";

  GroupRow {
    tags = Map.copyOf(tags);
  }

  GroupRow withTags(Map<String, String> others, long now) {
    return new GroupRow(name, others, token, created, now);
  }
}
