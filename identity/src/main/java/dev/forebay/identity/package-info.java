/** Who may do what: access keys and sessions, STS, and the decision on each call. */
@NullMarked
package dev.forebay.identity;

import org.jspecify.annotations.NullMarked;
