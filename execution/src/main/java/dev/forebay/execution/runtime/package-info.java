/**
 * The managed runtimes: which identifiers there are, which interpreter runs each, and how it is
 * started.
 */
@NullMarked
package dev.forebay.execution.runtime;

import org.jspecify.annotations.NullMarked;
