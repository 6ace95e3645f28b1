/** From records to batches, and what an attempt makes of a batch: shared by every source. */
@NullMarked
package dev.forebay.eventsource.batch;

import org.jspecify.annotations.NullMarked;
