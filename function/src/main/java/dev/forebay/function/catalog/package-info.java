/** Which version of which function an invocation runs: the hot path. */
@NullMarked
package dev.forebay.function.catalog;

import org.jspecify.annotations.NullMarked;
