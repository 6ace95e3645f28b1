/** What ended asynchronous events leave, on its way through the switchboard. */
@NullMarked
package dev.forebay.invocation.destination;

import org.jspecify.annotations.NullMarked;
