package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs in a {@link Cell} beside its command, known to the host by the process that
 * stands for it. Thread-safe.
 */
final class BesideProcess implements SandboxedProcess {
  private final BubblewrapSandbox sandbox;
  private final Cell cell;
  private final List<String> command;
  private final Path output;
  private final Process process;

  BesideProcess(
      BubblewrapSandbox sandbox, Cell cell, List<String> command, Path output, Process process) {
    this.sandbox = sandbox;
    this.cell = cell;
    this.command = command;
    this.output = output;
    this.process = process;
  }

  @Override
  public void release() {
    // It began when it was started.
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public Optional<Exit> waitFor(Duration span) throws InterruptedException {
    return process.waitFor(span.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(new Exit(process.exitValue(), false))
        : Optional.empty();
  }

  @Override
  public void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public SandboxedProcess startBeside(
      List<String> words, Map<String, String> environment, Path other) throws IOException {
    return sandbox.startBeside(cell, words, environment, other);
  }

  @Override
  public SandboxedProcess restart(Map<String, String> environment) throws IOException {
    close();
    return sandbox.startBeside(cell, command, environment, output);
  }

  @Override
  public SocketChannel connectInside(int port) throws IOException {
    return cell.connectInside(port);
  }

  @Override
  public boolean freeze() {
    return cell.freeze();
  }

  @Override
  public void thaw() {
    cell.thaw();
  }

  @Override
  public ByteSize peakMemory() {
    return cell.peakMemory();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
