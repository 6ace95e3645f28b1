package dev.forebay.eventsource.mapping;

import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import java.util.UUID;

/**
 * Which mapping has a source and a function: there is one such row for each pair, so that no pair
 * has two mappings. Immutable.
 *
 * @param uuid the mapping
 */
record MappingKey(UUID uuid) {
  /** By the function's ARN and the source's. */
  static final Table<MappingKey> TABLE = new Table<>("event-source-mapping-keys", MappingKey.class);

  static Key of(Mapping mapping) {
    return Key.of(mapping.function().arn().toString(), mapping.source().arn().toString());
  }
}
