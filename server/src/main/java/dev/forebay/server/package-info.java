/** The composition root: every part is made here, in the order in which an event flows. */
@NullMarked
package dev.forebay.server;

import org.jspecify.annotations.NullMarked;
