/** Code signing configurations. */
@NullMarked
package dev.forebay.function.signing;

import org.jspecify.annotations.NullMarked;
