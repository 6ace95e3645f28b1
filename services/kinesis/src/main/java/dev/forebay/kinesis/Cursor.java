package dev.forebay.kinesis;

import dev.forebay.storage.Log;

/**
 * A reader's place in a shard: the next record is the first one above an index, in the entries
 * after a position. Immutable.
 *
 * @param base the log's position; everything up to it has been read
 * @param after the index of the last record that was read, or a lower bound of it
 */
record Cursor(Log.Position base, long after) {}
