/** Which records of a source a mapping's FilterCriteria let pass. */
@NullMarked
package dev.forebay.eventsource.filter;

import org.jspecify.annotations.NullMarked;
