package dev.forebay.cognito;

import dev.forebay.model.Bytes;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.util.Map;

/**
 * An answer to a browser or to one who checks tokens. Immutable.
 *
 * @param status of HTTP
 * @param headers of HTTP
 * @param body of HTTP
 */
record WebAnswer(int status, Headers headers, String body) {
  static WebAnswer json(int status, Object body) {
    return json(status, SignIn.json(body));
  }

  // Anyone may read these, from whatever page.
  static WebAnswer json(int status, String body) {
    return new WebAnswer(
        status,
        Headers.of(
            "Content-Type", "application/json;charset=UTF-8",
            "Access-Control-Allow-Origin", "*",
            "Cache-Control", "no-store"),
        body);
  }

  static WebAnswer notFound() {
    return json(404, Map.of("message", "Not Found"));
  }

  /** An error of OAuth ("RFC 6749", section 5.2). */
  static WebAnswer error(String error) {
    return json(error.equals("invalid_token") ? 401 : 400, Map.of("error", error));
  }

  static WebAnswer html(int status, String body) {
    return new WebAnswer(
        status,
        Headers.of(
            "Content-Type", "text/html;charset=UTF-8",
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        body);
  }

  static WebAnswer redirect(String location) {
    return new WebAnswer(302, Headers.of("Location", location, "Cache-Control", "no-store"), "");
  }

  void send(RawResponse response) throws IOException {
    response.send(status, headers, Bytes.utf8(body));
  }
}
