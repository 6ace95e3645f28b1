/**
 * AWS's protocols: which operation a request means, its decoding into the SDK's request class, and
 * the wire form of answers, errors and events.
 */
@NullMarked
package dev.forebay.wire.protocol;

import org.jspecify.annotations.NullMarked;
