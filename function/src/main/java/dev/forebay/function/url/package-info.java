/** Function URL configurations. */
@NullMarked
package dev.forebay.function.url;

import org.jspecify.annotations.NullMarked;
