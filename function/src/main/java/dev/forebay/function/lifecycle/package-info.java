/** Creating, reading, updating, listing and deleting functions. */
@NullMarked
package dev.forebay.function.lifecycle;

import org.jspecify.annotations.NullMarked;
