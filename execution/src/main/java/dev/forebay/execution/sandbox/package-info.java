/** Starts a function's process tree, as isolated as the machine allows, and ends it whole. */
@NullMarked
package dev.forebay.execution.sandbox;

import org.jspecify.annotations.NullMarked;
