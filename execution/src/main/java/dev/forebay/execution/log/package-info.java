/** What a function prints and what the platform says about it, on its way to the log sink. */
@NullMarked
package dev.forebay.execution.log;

import org.jspecify.annotations.NullMarked;
