/** Waiting until nothing goes on any more, and saying what went on meanwhile. */
@NullMarked
package dev.forebay.server.quiet;

import org.jspecify.annotations.NullMarked;
