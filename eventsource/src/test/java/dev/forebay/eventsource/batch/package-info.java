@NullMarked
package dev.forebay.eventsource.batch;

import org.jspecify.annotations.NullMarked;
