package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.value.Item;
import java.util.List;
import java.util.Optional;

/**
 * What one call of Query or Scan found. Immutable.
 *
 * @param items those that passed the filter, as the request wants them
 * @param scanned how many were read
 * @param bytes how many bytes were read
 * @param fetched how many bytes were read of the table besides the index
 * @param last the key after which to go on, if there may be more
 */
record Page(List<Item> items, int scanned, long bytes, long fetched, Optional<Item> last) {}
