/**
 * The switchboard: every AWS operation is one handler on it, and every caller, from the HTTP edge
 * to a poller, goes through it with an identity.
 */
@NullMarked
package dev.forebay.wire;

import org.jspecify.annotations.NullMarked;
