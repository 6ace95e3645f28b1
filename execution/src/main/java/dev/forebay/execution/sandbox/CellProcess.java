package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The command of a {@link Cell}. Thread-safe. */
final class CellProcess implements SandboxedProcess {
  private static final int SIGTERM = 15;

  private final BubblewrapSandbox sandbox;
  private final SandboxSpec spec;
  private final Cell cell;
  private final Cell.Command command;

  CellProcess(BubblewrapSandbox sandbox, SandboxSpec spec, Cell cell, Cell.Command command) {
    this.sandbox = sandbox;
    this.spec = spec;
    this.cell = cell;
    this.command = command;
  }

  @Override
  public void release() {
    cell.send(command, ControlFrames.release());
  }

  @Override
  public boolean isAlive() {
    return !command.ended.isDone();
  }

  @Override
  public Optional<Exit> waitFor(Duration span) throws InterruptedException {
    try {
      return Optional.of(command.ended.get(span.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end cannot fail", e);
    }
  }

  @Override
  public void terminate() {
    cell.send(command, ControlFrames.signal(SIGTERM));
  }

  @Override
  public SandboxedProcess startBeside(
      List<String> words, Map<String, String> environment, Path output) throws IOException {
    return sandbox.startBeside(cell, words, environment, output);
  }

  @Override
  public SandboxedProcess restart(Map<String, String> environment) throws IOException {
    SandboxSpec next = spec.withEnvironment(environment);
    if (!cell.isCurrent(command) || !cell.isAlive()) {
      close();
      return sandbox.start(next);
    }
    cell.thaw();
    try {
      return new CellProcess(sandbox, next, cell, cell.start(next));
    } catch (IOException e) {
      cell.close();
      throw e;
    }
  }

  @Override
  public SocketChannel connectInside(int port) throws IOException {
    return cell.connectInside(port);
  }

  @Override
  public boolean freeze() {
    return cell.isCurrent(command) && cell.freeze();
  }

  @Override
  public void thaw() {
    if (cell.isCurrent(command)) {
      cell.thaw();
    }
  }

  @Override
  public ByteSize peakMemory() {
    return cell.peakMemory();
  }

  @Override
  public void close() {
    if (cell.isCurrent(command)) {
      cell.close();
    }
  }
}
