/** How many events of an account and of a function may run at once, and how many may start. */
@NullMarked
package dev.forebay.invocation.concurrency;

import org.jspecify.annotations.NullMarked;
