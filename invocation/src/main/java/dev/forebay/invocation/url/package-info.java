/** Function URLs: an HTTP request becomes an event, and what the function returns an answer. */
@NullMarked
package dev.forebay.invocation.url;

import org.jspecify.annotations.NullMarked;
