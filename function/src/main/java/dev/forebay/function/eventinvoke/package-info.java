/** How asynchronous invocations are retried and where their outcome goes. */
@NullMarked
package dev.forebay.function.eventinvoke;

import org.jspecify.annotations.NullMarked;
