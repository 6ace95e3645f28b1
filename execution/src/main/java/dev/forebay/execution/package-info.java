/** Runs functions: execution environments, their lifecycle, and the outcome of each invocation. */
@NullMarked
package dev.forebay.execution;

import org.jspecify.annotations.NullMarked;
