package dev.forebay.execution.sandbox;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How functions are isolated. Immutable.
 *
 * @param mode whether a sandbox must, may or must not be used
 * @param outbound whether functions reach other machines
 * @param runFolder for what the sandbox needs while the server runs; made when missing, and emptied
 *     of what a server that was killed has left
 * @param endpoint where functions reach the server's own API; empty: not at all
 * @param cpu what a function's CPU share means
 */
public record SandboxSettings(
    Mode mode, Outbound outbound, Path runFolder, Optional<Endpoint> endpoint, Cpu cpu) {

  /** Settings under which a CPU share is a weight. */
  public SandboxSettings(
      Mode mode, Outbound outbound, Path runFolder, Optional<Endpoint> endpoint) {
    this(mode, outbound, runFolder, endpoint, Cpu.SHARE);
  }

  /** What a CPU share means. */
  public enum Cpu {
    /** A weight against other functions: a machine with nothing else to do gives all it has. */
    SHARE,
    /** The most that is given, as on AWS, however idle the machine is. */
    QUOTA
  }

  /** Whether a sandbox is used. */
  public enum Mode {
    /** Where it works; otherwise plain processes, which is said. */
    AUTO,
    /** Always; the server does not start where it does not work. */
    REQUIRED,
    /** Never: plain processes. */
    OFF
  }

  /** Whether functions reach other machines. */
  public enum Outbound {
    /** They do, where pasta is installed. */
    ALLOWED,
    /** They reach nothing but the server. */
    NONE
  }

  /**
   * The server's own API.
   *
   * @param socket a Unix socket on which the server answers HTTP
   * @param port the TCP port of {@code 127.0.0.1} at which functions find it, 1 to 65,535, not 9001
   */
  public record Endpoint(Path socket, int port) {
    /** Throws {@link IllegalArgumentException} for a port that cannot be used. */
    public Endpoint {
      if (port < 1 || port > 65_535 || port == BubblewrapSandbox.RUNTIME_API_PORT) {
        throw new IllegalArgumentException("endpoint port must be 1..65535, not 9001: " + port);
      }
    }
  }
}
