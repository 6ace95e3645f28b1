/** How far a mapping has come in each shard, durable. */
@NullMarked
package dev.forebay.eventsource.checkpoint;

import org.jspecify.annotations.NullMarked;
