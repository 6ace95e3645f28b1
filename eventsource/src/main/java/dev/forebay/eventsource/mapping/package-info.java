/** What an event source mapping is, where it is kept, and the operations that change it. */
@NullMarked
package dev.forebay.eventsource.mapping;

import org.jspecify.annotations.NullMarked;
