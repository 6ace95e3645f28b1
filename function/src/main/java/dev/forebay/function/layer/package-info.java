/** Layers, their versions and their permissions. */
@NullMarked
package dev.forebay.function.layer;

import org.jspecify.annotations.NullMarked;
