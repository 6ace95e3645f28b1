/** Event source mappings: from a queue or a stream to a function, batch by batch. */
@NullMarked
package dev.forebay.eventsource;

import org.jspecify.annotations.NullMarked;
