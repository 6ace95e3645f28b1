/** Tumbling windows, as pure decisions. */
@NullMarked
package dev.forebay.eventsource.window;

import org.jspecify.annotations.NullMarked;
