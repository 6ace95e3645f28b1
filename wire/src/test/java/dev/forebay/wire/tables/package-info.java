/** The tables held against the SDK, and the wording of validation. */
@NullMarked
package dev.forebay.wire.tables;

import org.jspecify.annotations.NullMarked;
