package dev.forebay.wire.http;

import dev.forebay.model.RequestId;
import dev.forebay.wire.protocol.Headers;
import java.io.InputStream;
import java.net.URI;

/**
 * A request for a {@link RawHandler}.
 *
 * @param method in upper case
 * @param rawPath from the first slash, percent-escapes untouched
 * @param rawQuery without the question mark; empty when there is none
 * @param headers as received
 * @param body the body as it comes in, without a limit; a read blocks for at most the idle timeout
 * @param requestId answered as {@code x-amzn-RequestId}
 * @param endpoint the scheme, host and port by which the caller reached us
 */
public record RawRequest(
    String method,
    String rawPath,
    String rawQuery,
    Headers headers,
    InputStream body,
    RequestId requestId,
    URI endpoint) {}
