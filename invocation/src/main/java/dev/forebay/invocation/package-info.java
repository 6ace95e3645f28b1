/** Invoking functions: synchronously, as a stream, and asynchronously through a durable queue. */
@NullMarked
package dev.forebay.invocation;

import org.jspecify.annotations.NullMarked;
