/** Reads Kinesis data streams. */
@NullMarked
package dev.forebay.eventsource.source.kinesis;

import org.jspecify.annotations.NullMarked;
