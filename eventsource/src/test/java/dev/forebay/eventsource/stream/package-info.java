@NullMarked
package dev.forebay.eventsource.stream;

import org.jspecify.annotations.NullMarked;
