package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child process of the {@link ProcessSandbox}. Thread-safe. */
final class PlainProcess implements SandboxedProcess {
  private static final Logger LOG = LoggerFactory.getLogger(PlainProcess.class);

  private final ProcessSandbox sandbox;
  private final SandboxSpec spec;
  private final Again again;
  private final Process process;
  private final ProcessTree tree;
  private final List<SandboxedProcess> beside = new CopyOnWriteArrayList<>();
  private final AtomicLong peak = new AtomicLong();

  /** Starts the same program with another environment. */
  @FunctionalInterface
  interface Again {
    SandboxedProcess start(Map<String, String> environment) throws IOException;
  }

  PlainProcess(ProcessSandbox sandbox, SandboxSpec spec, Again again, Process process) {
    this.sandbox = sandbox;
    this.spec = spec;
    this.again = again;
    this.process = process;
    this.tree = new ProcessTree(process.toHandle());
  }

  @Override
  public void release() {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write('\n');
    } catch (IOException e) {
      LOG.debug("{} ended before it was released", spec.name(), e);
    }
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
    process.toHandle().destroy(); // Process.destroy would close the streams as well
  }

  @Override
  public SandboxedProcess startBeside(
      List<String> command, Map<String, String> environment, Path output) throws IOException {
    SandboxedProcess started = sandbox.startBeside(spec, command, environment, output);
    beside.add(started);
    return started;
  }

  @Override
  public SandboxedProcess restart(Map<String, String> environment) throws IOException {
    close();
    return again.start(environment);
  }

  @Override
  public SocketChannel connectInside(int port) throws IOException {
    return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @Override
  public boolean freeze() {
    return false;
  }

  @Override
  public void thaw() {
    // Nothing was frozen.
  }

  @Override
  public ByteSize peakMemory() {
    long now = tree.peakMemory().bytes();
    for (SandboxedProcess extension : beside) {
      now += extension.peakMemory().bytes();
    }
    return new ByteSize(peak.accumulateAndGet(now, Math::max));
  }

  @Override
  public void close() {
    beside.forEach(SandboxedProcess::close);
    tree.kill();
  }
}
