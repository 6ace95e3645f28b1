/** What streams alone need, as pure decisions: lanes, retries, ages, bisecting, shards. */
@NullMarked
package dev.forebay.eventsource.stream;

import org.jspecify.annotations.NullMarked;
