/** Queues and streams elsewhere, by the SDK's clients, as services of a switchboard. */
@NullMarked
package dev.forebay.eventsource.source.remote;

import org.jspecify.annotations.NullMarked;
