/** What queues alone need, as pure decisions: what is deleted, what is left, how many pollers. */
@NullMarked
package dev.forebay.eventsource.queue;

import org.jspecify.annotations.NullMarked;
