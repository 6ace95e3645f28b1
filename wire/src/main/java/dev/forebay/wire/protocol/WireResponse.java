package dev.forebay.wire.protocol;

import dev.forebay.model.Bytes;

/**
 * An answer in wire form. The HTTP edge adds {@code Content-Length} and {@code Date}. Immutable.
 *
 * @param status 200 to 599
 * @param headers with {@code Content-Type}, where there is a body, and {@code x-amzn-RequestId}
 * @param body the bytes of the body
 */
public record WireResponse(int status, Headers headers, Bytes body) {}
