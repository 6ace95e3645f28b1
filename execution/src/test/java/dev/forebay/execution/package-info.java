/** Tests of execution environments with real processes. */
@NullMarked
package dev.forebay.execution;

import org.jspecify.annotations.NullMarked;
