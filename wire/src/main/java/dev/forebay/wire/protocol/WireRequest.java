package dev.forebay.wire.protocol;

import dev.forebay.model.Bytes;

/**
 * A request as it came over the wire, with its body complete and freed of transfer and aws-chunked
 * framing. Immutable.
 *
 * @param method in upper case
 * @param rawPath from the first slash, percent-escapes untouched
 * @param rawQuery without the question mark, percent-escapes untouched; empty when there is none
 * @param headers as received
 * @param body the bytes of the body
 */
public record WireRequest(
    String method, String rawPath, String rawQuery, Headers headers, Bytes body) {}
