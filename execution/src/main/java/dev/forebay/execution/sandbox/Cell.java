package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running sandbox: bubblewrap's process, the first process inside as heard over the control
 * connection, the control groups. One command at a time runs in it; a restart replaces the command
 * and keeps everything else. Thread-safe: a virtual thread reads the connection, a lock orders what
 * is sent.
 */
final class Cell implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cell.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CellFolder folder;
  private final Process process;
  private final SocketChannel control;
  private final ControlGroup group;
  private final List<Runnable> afterwards = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Command current = new Command(0, 0);

  private Cell(
      CellFolder folder,
      Process process,
      SocketChannel control,
      ControlGroup group,
      Runnable afterwards) {
    this.folder = folder;
    this.process = process;
    this.control = control;
    this.group = group;
    this.afterwards.add(afterwards);
    Thread.ofVirtual().name("sandbox-" + folder.name()).start(this::listen);
  }

  /** A command in the cell; the futures complete when it was taken up, and when it has ended. */
  static final class Command {
    final int generation;
    final long killsBefore;
    final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    final CompletableFuture<SandboxedProcess.Exit> ended = new CompletableFuture<>();

    private Command(int generation, long killsBefore) {
      this.generation = generation;
      this.killsBefore = killsBefore;
    }
  }

  /**
   * Waits for the sandbox's first process to report.
   *
   * @param listener where it does
   * @param afterwards runs once when the cell has been closed
   * @throws IOException when bubblewrap ends first, with what it printed
   */
  static Cell connect(
      CellFolder folder,
      ServerSocketChannel listener,
      Process process,
      ControlGroup group,
      Runnable afterwards)
      throws IOException {
    // The end of the process must end the waiting, too.
    var _ = process.onExit().thenRun(() -> quietly(listener));
    try {
      SocketChannel control = Deadline.within(PATIENCE, listener, listener::accept);
      return new Cell(folder, process, control, group, afterwards);
    } catch (IOException e) {
      throw new IOException("the sandbox did not start: " + folder.errors(), e);
    } finally {
      quietly(listener);
    }
  }

  private static void quietly(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      LOG.debug("closing a channel", e);
    }
  }

  /**
   * Ends what runs in the cell and starts this.
   *
   * @throws IOException when the sandbox has ended
   */
  Command start(SandboxSpec spec) throws IOException {
    lock.lock();
    try {
      Command command = new Command(current.generation + 1, group.outOfMemoryKills());
      Command previous = current;
      current = command;
      previous.ended.complete(new SandboxedProcess.Exit(137, false));
      write(ControlFrames.start(spec, command.generation));
      command.begun.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return command;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the sandbox did not start: " + folder.errors(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a sandbox started", e);
    } finally {
      lock.unlock();
    }
  }

  /** Sends a frame that concerns this command, unless another has replaced it or it has ended. */
  void send(Command command, ByteBuffer frame) {
    lock.lock();
    try {
      if (current == command && !command.ended.isDone()) {
        write(frame);
      }
    } catch (IOException e) {
      LOG.debug("the sandbox {} has ended", folder.name(), e);
    } finally {
      lock.unlock();
    }
  }

  private void write(ByteBuffer frame) throws IOException {
    var _ = Deadline.within(PATIENCE, control, () -> writeFully(control, frame));
  }

  private static int writeFully(SocketChannel channel, ByteBuffer frame) throws IOException {
    int written = 0;
    while (frame.hasRemaining()) {
      written += channel.write(frame);
    }
    return written;
  }

  private void listen() {
    ByteBuffer answer = ByteBuffer.allocate(ControlFrames.ANSWER_BYTES);
    try {
      while (true) {
        readFully(control, answer.clear());
        answer.flip();
        byte type = answer.get();
        Command command = current;
        if (answer.getInt() == command.generation) {
          heard(type, Byte.toUnsignedInt(answer.get()), command);
        }
      }
    } catch (IOException e) {
      LOG.debug("the sandbox {} has ended", folder.name(), e);
      ended();
    }
  }

  private void heard(byte type, int status, Command command) {
    if (type == 'I') {
      command.begun.complete(true);
    } else if (type == 'X') {
      boolean outOfMemory = status == 137 && group.outOfMemoryKills() > command.killsBefore;
      command.ended.complete(new SandboxedProcess.Exit(status, outOfMemory));
    }
  }

  /** The whole sandbox is gone, and with it the command. */
  private void ended() {
    boolean outOfMemory = group.outOfMemoryKills() > current.killsBefore;
    current.begun.completeExceptionally(new EOFException("the sandbox has ended"));
    current.ended.complete(new SandboxedProcess.Exit(137, outOfMemory));
  }

  private static void readFully(SocketChannel channel, ByteBuffer to) throws IOException {
    while (to.hasRemaining()) {
      if (channel.read(to) < 0) {
        throw new EOFException("the connection has ended");
      }
    }
  }

  /** Whether this command is the cell's, and the cell is there. */
  boolean isCurrent(Command command) {
    return current == command && !closed.get();
  }

  /** Whether something can be started in it. */
  boolean isAlive() {
    return !closed.get() && process.isAlive();
  }

  /** Connects to a TCP port inside. */
  SocketChannel connectInside(int port) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.inside()));
    try {
      int error = Deadline.within(PATIENCE, channel, () -> request(channel, port));
      if (error != 0) {
        throw new ConnectException("nothing listens at port " + port + " of the sandbox");
      }
      return channel;
    } catch (IOException e) {
      quietly(channel);
      throw e;
    }
  }

  private static int request(SocketChannel channel, int port) throws IOException {
    writeFully(channel, ControlFrames.connect(port));
    ByteBuffer answer = ByteBuffer.allocate(1);
    readFully(channel, answer);
    return answer.get(0);
  }

  /** Where {@code forebay-init beside} finds the cell. */
  Path insideSocket() {
    return folder.inside();
  }

  /** The first process inside, as the host numbers it. */
  Optional<Long> firstProcess() {
    return process.toHandle().children().map(ProcessHandle::pid).findFirst();
  }

  boolean freeze() {
    return group.freeze();
  }

  void thaw() {
    group.thaw();
  }

  ByteSize peakMemory() {
    return group.peakMemory().orElseGet(() -> new ProcessTree(process.toHandle()).peakMemory());
  }

  /** Runs this when the cell has been closed; at once when it has been already. */
  void afterwards(Runnable action) {
    lock.lock();
    try {
      if (closed.get()) {
        action.run();
      } else {
        afterwards.add(action);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    group.kill();
    process.toHandle().destroyForcibly();
    quietly(control);
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("sandbox {} does not end", folder.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    group.close();
    folder.close();
    lock.lock();
    try {
      afterwards.forEach(Runnable::run);
    } finally {
      lock.unlock();
    }
  }
}
