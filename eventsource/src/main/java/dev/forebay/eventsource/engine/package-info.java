/** The running loops of all mappings. */
@NullMarked
package dev.forebay.eventsource.engine;

import org.jspecify.annotations.NullMarked;
