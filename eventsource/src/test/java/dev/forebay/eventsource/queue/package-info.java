@NullMarked
package dev.forebay.eventsource.queue;

import org.jspecify.annotations.NullMarked;
