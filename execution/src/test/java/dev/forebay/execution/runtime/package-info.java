/** The managed runtimes with real interpreters. */
@NullMarked
package dev.forebay.execution.runtime;

import org.jspecify.annotations.NullMarked;
