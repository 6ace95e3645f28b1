/** Typed rows and optimistic transactions over storage's tables. */
@NullMarked
package dev.forebay.function.store;

import org.jspecify.annotations.NullMarked;
