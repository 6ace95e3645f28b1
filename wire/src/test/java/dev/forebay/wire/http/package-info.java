/** Tests of the HTTP edge over real sockets. */
@NullMarked
package dev.forebay.wire.http;

import org.jspecify.annotations.NullMarked;
