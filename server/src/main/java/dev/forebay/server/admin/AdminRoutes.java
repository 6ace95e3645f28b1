package dev.forebay.server.admin;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.http.RawHandler;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the {@link AdminPage} of a call. Thread-safe.
 *
 * @see dev.forebay.wire.http.RawRoute.Access#ADMIN
 */
public final class AdminRoutes implements RawHandler {
  /** Ends the path of a page that takes one more part. */
  private static final String ANY = "/*";

  private static final int MOST_BODY = 64 * 1024;

  /** By path, then by method. */
  private final Map<String, Map<String, AdminPage>> pages;

  /** Routes to these. */
  public AdminRoutes(List<AdminPage> pages) {
    this.pages =
        pages.stream()
            .collect(
                Collectors.groupingBy(
                    AdminPage::path,
                    TreeMap::new,
                    Collectors.toMap(AdminPage::method, Function.identity())));
  }

  @Override
  public void handle(RawRequest request, RawResponse response) throws IOException {
    AdminPage page = page(request);
    AdminRequest call =
        new AdminRequest(
            AdminRequest.query(request.rawQuery(), page.parameters()),
            page.path().endsWith(ANY) ? AdminRequest.decode(lastPart(request.rawPath())) : "",
            page.method().equals("GET") ? Bytes.EMPTY : body(request));
    AdminAnswer answer;
    try {
      answer = page.action().answer(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwsException("ServiceUnavailableException", 503, "The server is shutting down");
    }
    response.send(answer.status(), Headers.of("Content-Type", answer.contentType()), answer.body());
  }

  private AdminPage page(RawRequest request) {
    String path = request.rawPath();
    Map<String, AdminPage> methods = pages.get(path);
    if (methods == null && !lastPart(path).isEmpty()) {
      methods = pages.get(path.substring(0, path.lastIndexOf('/')) + ANY);
    }
    if (methods == null) {
      throw new AwsException(
          "ResourceNotFoundException",
          404,
          "There is nothing at " + request.rawPath() + "; there is " + pages.keySet());
    }
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    AdminPage page = methods.get(method);
    if (page == null) {
      throw new AwsException(
          "MethodNotAllowedException",
          405,
          request.rawPath()
              + " answers "
              + String.join(" and ", methods.keySet().stream().sorted().toList())
              + ", not "
              + request.method());
    }
    return page;
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Bytes body(RawRequest request) throws IOException {
    byte[] body = request.body().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      throw new AwsException(
          "RequestEntityTooLargeException", 413, "The body may have " + MOST_BODY + " bytes");
    }
    return Bytes.wrap(body);
  }
}
