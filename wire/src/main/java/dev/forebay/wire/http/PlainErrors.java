package dev.forebay.wire.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireResponse;

/** Errors of requests that no protocol claims: AWS's JSON shape, which every SDK can read. */
final class PlainErrors {
  private PlainErrors() {}

  static WireResponse of(AwsException error) {
    return of(error.status(), error.code(), error.text());
  }

  static WireResponse of(int status, String code, String message) {
    JsonStringEncoder json = JsonStringEncoder.getInstance();
    String body =
        "{\"__type\":\""
            + new String(json.quoteAsString(code))
            + "\",\"message\":\""
            + new String(json.quoteAsString(message))
            + "\"}";
    return new WireResponse(
        status,
        Headers.of("Content-Type", "application/json", "x-amzn-ErrorType", code),
        Bytes.utf8(body));
  }
}
