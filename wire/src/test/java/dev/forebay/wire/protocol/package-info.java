/** The protocols against the real SDK, golden files and malformed input. */
@NullMarked
package dev.forebay.wire.protocol;

import org.jspecify.annotations.NullMarked;
