/** What is kept of a function: its configuration, its code, its versions. */
@NullMarked
package dev.forebay.function.definition;

import org.jspecify.annotations.NullMarked;
