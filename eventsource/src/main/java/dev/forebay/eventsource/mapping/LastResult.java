package dev.forebay.eventsource.mapping;

import dev.forebay.function.store.Table;

/**
 * LastProcessingResult of a mapping that has processed anything, by its UUID. Immutable.
 *
 * @param text such as {@code OK}
 */
record LastResult(String text) {
  static final Table<LastResult> TABLE =
      new Table<>("event-source-mapping-results", LastResult.class);
}
