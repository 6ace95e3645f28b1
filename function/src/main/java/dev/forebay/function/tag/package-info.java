/** Tags. */
@NullMarked
package dev.forebay.function.tag;

import org.jspecify.annotations.NullMarked;
