/** The forms in which a function can be named, and what they name. */
@NullMarked
package dev.forebay.function.name;

import org.jspecify.annotations.NullMarked;
