package dev.forebay.wire.http;

import dev.forebay.model.RequestId;
import dev.forebay.wire.protocol.WireResponse;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty itself refuses: malformed request lines, headers that are too large, requests
 * after the close. Never HTML, never a trace. Thread-safe.
 */
final class ParseErrors extends ErrorHandler {
  private final RandomGenerator random;

  ParseErrors(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    String code =
        switch (status) {
          case 503 -> "ServiceUnavailable";
          case 500 -> "InternalFailure";
          default -> "BadRequestException";
        };
    Object reason = request.getAttribute(ERROR_MESSAGE);
    boolean ours = status < 500 && reason != null;
    WireResponse answer =
        PlainErrors.of(status, code, ours ? reason.toString() : HttpStatus.getMessage(status));
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put("x-amzn-RequestId", RequestId.random(random).value());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().size());
    response.write(true, answer.body().toByteBuffer(), callback);
    return true;
  }
}
