/** Tests of the way of log lines. */
@NullMarked
package dev.forebay.execution.log;

import org.jspecify.annotations.NullMarked;
