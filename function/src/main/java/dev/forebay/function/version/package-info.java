/** Publishing and listing versions. */
@NullMarked
package dev.forebay.function.version;

import org.jspecify.annotations.NullMarked;
