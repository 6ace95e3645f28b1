package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process tree that was started. Thread-safe. */
public interface SandboxedProcess extends AutoCloseable {
  /** Lets the command begin its init phase: a line on its standard input, which is then closed. */
  void release();

  /** Whether the first process still runs. */
  boolean isAlive();

  /** Waits for the first process to end; empty when it still runs after the span. */
  Optional<Exit> waitFor(Duration span) throws InterruptedException;

  /** Asks the first process to end: SIGTERM. */
  void terminate();

  /**
   * Starts another program in the same sandbox (an external extension), with this environment. It
   * begins at once, with nothing on its standard input; what it prints goes to {@code output} as
   * {@link SandboxSpec#output} says. Closing what is returned ends that program only; closing this
   * process ends both.
   *
   * @throws IOException when it cannot be started
   */
  SandboxedProcess startBeside(List<String> command, Map<String, String> environment, Path output)
      throws IOException;

  /**
   * Ends everything in the sandbox and starts the command anew in one that has the same bounds and
   * the same {@code /tmp}, whose content stays; what AWS does after a crash or a timeout. The
   * command is held again until {@link #release}. This process is closed by the call, also when it
   * fails.
   *
   * @param environment replaces the environment that the command had
   * @throws IOException when the process cannot be made
   */
  SandboxedProcess restart(Map<String, String> environment) throws IOException;

  /**
   * Connects to a TCP port that a program of this sandbox listens on at its loopback address, such
   * as an extension's telemetry listener at {@code sandbox.localdomain}.
   *
   * @param port 1 to 65,535
   * @return a blocking channel, which the caller closes
   * @throws IOException when nothing listens there
   */
  SocketChannel connectInside(int port) throws IOException;

  /** Stops the tree from running where the machine allows it; says whether it did. */
  boolean freeze();

  /** Undoes {@link #freeze}. */
  void thaw();

  /** The largest amount of memory that the tree has used. */
  ByteSize peakMemory();

  /** Ends the whole tree at once, whatever it has done to survive, and frees what it held. */
  @Override
  void close();

  /**
   * How the first process ended.
   *
   * @param status the exit status, or 128 plus the signal
   * @param outOfMemory whether the memory limit ended it
   */
  record Exit(int status, boolean outOfMemory) {}
}
