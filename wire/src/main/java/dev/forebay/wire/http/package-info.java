/**
 * The HTTP edge: one port that speaks HTTP/1.1 and HTTP/2, from the bytes of a request to a call on
 * the switchboard and back.
 */
@NullMarked
package dev.forebay.wire.http;

import org.jspecify.annotations.NullMarked;
