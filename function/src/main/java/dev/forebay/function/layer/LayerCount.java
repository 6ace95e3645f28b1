package dev.forebay.function.layer;

import dev.forebay.function.store.Table;

/**
 * How many versions of a layer there have been: numbers are never used twice. Immutable.
 *
 * @param last the highest number ever given
 */
record LayerCount(long last) {
  /** By layer. */
  static final Table<LayerCount> TABLE = new Table<>("layer", LayerCount.class);
}
