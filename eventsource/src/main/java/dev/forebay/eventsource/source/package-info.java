/** What a source of records must do: fetch and settle. */
@NullMarked
package dev.forebay.eventsource.source;

import org.jspecify.annotations.NullMarked;
