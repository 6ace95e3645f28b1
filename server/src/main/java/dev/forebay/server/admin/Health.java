package dev.forebay.server.admin;

import dev.forebay.execution.sandbox.Enforcement;
import java.util.List;

/**
 * The answer of {@code GET /_forebay/health}. Immutable.
 *
 * @param status {@code ok}
 * @param version of this build
 * @param java the JVM's version
 * @param durability when a write is acknowledged
 * @param sandbox what is really enforced on this machine
 * @param runtimes the interpreters found
 */
public record Health(
    String status,
    String version,
    String java,
    String durability,
    Enforcement sandbox,
    List<Interpreter> runtimes) {
  /** Copies the list. */
  public Health {
    runtimes = List.copyOf(runtimes);
  }

  /** An interpreter that functions run on. */
  public record Interpreter(String family, String version, String path) {}
}
