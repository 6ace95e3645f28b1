package dev.forebay.server.admin;

import dev.forebay.model.Bytes;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One method of one path under {@code /_forebay/}. Immutable.
 *
 * @param method GET or POST
 * @param path the whole path; {@code *} for its last part is any text, as {@link AdminRequest#rest}
 * @param parameters the query parameters that it takes
 * @param action answers
 */
public record AdminPage(String method, String path, Set<String> parameters, Action action) {
  /** Answers calls. Thread-safe; may block. */
  @FunctionalInterface
  public interface Action {
    /**
     * Answers a call.
     *
     * @throws dev.forebay.wire.AwsException when it cannot be meant
     * @throws InterruptedException when the server stops
     */
    AdminAnswer answer(AdminRequest request) throws InterruptedException;
  }

  /** Copies the set. */
  public AdminPage {
    parameters = Set.copyOf(parameters);
  }

  /** A page that is read, without parameters. */
  public static AdminPage get(String path, Action action) {
    return new AdminPage("GET", path, Set.of(), action);
  }

  /** A page that does something. */
  public static AdminPage post(String path, Action action) {
    return new AdminPage("POST", path, Set.of(), action);
  }

  /** {@code GET /_forebay/health}. */
  public static AdminPage health(Supplier<Health> health) {
    return get("/_forebay/health", request -> AdminAnswer.json(health.get()));
  }

  /** {@code GET /_forebay/fidelity}. */
  public static AdminPage fidelity(Supplier<Fidelity> fidelity) {
    return get("/_forebay/fidelity", request -> AdminAnswer.json(fidelity.get()));
  }

  /** {@code GET /_forebay/metrics}, in the text format of Prometheus. */
  public static AdminPage metrics(Supplier<Bytes> metrics) {
    return get(
        "/_forebay/metrics",
        request -> new AdminAnswer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
  }

  /** {@code POST /_forebay/reset}. */
  public static AdminPage reset(Runnable reset) {
    return post(
        "/_forebay/reset",
        request -> {
          reset.run();
          return new AdminAnswer(200, "application/json", Bytes.utf8("{}"));
        });
  }
}
