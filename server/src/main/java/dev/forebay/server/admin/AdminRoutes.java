package dev.forebay.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.http.RawHandler;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers the admin paths: each is one method and one answer. Thread-safe.
 *
 * @see dev.forebay.wire.http.RawRoute.Access#ADMIN
 */
public final class AdminRoutes implements RawHandler {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private record Page(String method, String contentType, Supplier<Bytes> body) {}

  private final Map<String, Page> pages;

  /**
   * The routes.
   *
   * @param health makes the answer of {@code GET /_forebay/health}
   * @param fidelity makes the answer of {@code GET /_forebay/fidelity}
   * @param metrics makes the answer of {@code GET /_forebay/metrics}
   * @param reset drops all state
   */
  public AdminRoutes(
      Supplier<Health> health,
      Supplier<Fidelity> fidelity,
      Supplier<Bytes> metrics,
      Runnable reset) {
    this.pages =
        Map.of(
            "/_forebay/health", new Page("GET", "application/json", () -> json(health.get())),
            "/_forebay/fidelity", new Page("GET", "application/json", () -> json(fidelity.get())),
            "/_forebay/metrics",
                new Page("GET", "text/plain; version=0.0.4; charset=utf-8", metrics),
            "/_forebay/reset",
                new Page(
                    "POST",
                    "application/json",
                    () -> {
                      reset.run();
                      return Bytes.utf8("{}");
                    }));
  }

  @Override
  public void handle(RawRequest request, RawResponse response) throws IOException {
    Page page = pages.get(request.rawPath());
    if (page == null) {
      throw new AwsException(
          "ResourceNotFoundException",
          404,
          "There is nothing at "
              + request.rawPath()
              + "; there is "
              + pages.keySet().stream().sorted().toList());
    }
    if (!request.method().equals(page.method())
        && !(request.method().equals("HEAD") && page.method().equals("GET"))) {
      throw new AwsException(
          "MethodNotAllowedException",
          405,
          request.rawPath() + " answers " + page.method() + ", not " + request.method());
    }
    response.send(200, Headers.of("Content-Type", page.contentType()), page.body().get());
  }

  private static Bytes json(Object value) {
    try {
      return Bytes.wrap(JSON.writeValueAsBytes(value));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
