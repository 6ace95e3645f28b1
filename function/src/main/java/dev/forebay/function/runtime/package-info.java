/** The runtimes that AWS has, and how a function's runtime is updated. */
@NullMarked
package dev.forebay.function.runtime;

import org.jspecify.annotations.NullMarked;
