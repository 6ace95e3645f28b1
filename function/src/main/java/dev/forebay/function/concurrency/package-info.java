/** Reserved and provisioned concurrency. */
@NullMarked
package dev.forebay.function.concurrency;

import org.jspecify.annotations.NullMarked;
