/** Asynchronous invocation: a durable queue for each function, and what runs its events. */
@NullMarked
package dev.forebay.invocation.async;

import org.jspecify.annotations.NullMarked;
