/** The decision on a request: one pure function of who asks, for what, under which policies. */
@NullMarked
package dev.forebay.identity.decision;

import org.jspecify.annotations.NullMarked;
