/** Kinesis data streams: shards over the storage's logs. */
@NullMarked
package dev.forebay.kinesis;

import org.jspecify.annotations.NullMarked;
