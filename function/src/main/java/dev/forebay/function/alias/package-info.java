/** Aliases, with weights. */
@NullMarked
package dev.forebay.function.alias;

import org.jspecify.annotations.NullMarked;
