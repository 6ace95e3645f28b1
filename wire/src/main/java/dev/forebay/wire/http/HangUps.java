package dev.forebay.wire.http;

import dev.forebay.wire.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices that clients hang up while their call waits. Nobody reads an HTTP/1.1 connection while a
 * request of it is under way; a second selector tells when it becomes readable, which then is its
 * end, or a client that sends the next request before the answer. One platform thread for all,
 * started with the first watch. Thread-safe.
 */
final class HangUps implements AutoCloseable {
  private final Selector selector;
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean started = new AtomicBoolean();

  HangUps() {
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector to be had", e);
    }
  }

  /** Runs the action once when the channel, which must not block, becomes readable. */
  Peer.Watch watch(SelectableChannel channel, Runnable action) {
    if (started.compareAndSet(false, true)) {
      Thread.ofPlatform().name("hang-ups").daemon().start(this::run);
    }
    Watched watched = new Watched(channel, action);
    command(watched::open);
    return () -> command(watched::close);
  }

  private void command(Runnable command) {
    commands.add(command);
    selector.wakeup();
  }

  /** One channel; confined to the selector's thread. */
  private final class Watched {
    private final SelectableChannel channel;
    private final Runnable action;

    Watched(SelectableChannel channel, Runnable action) {
      this.channel = channel;
      this.action = action;
    }

    void open() {
      try {
        SelectionKey before = channel.keyFor(selector);
        if (before != null && !before.isValid()) {
          // A cancelled key goes with the next selection, and until then there can be no new one.
          selector.selectNow();
        }
        channel.register(selector, SelectionKey.OP_READ, this);
      } catch (ClosedChannelException e) {
        action.run();
      } catch (IOException e) {
        throw new UncheckedIOException("the selector of hang-ups failed", e);
      }
    }

    void close() {
      SelectionKey key = channel.keyFor(selector);
      if (key != null && key.attachment() == this) {
        key.cancel();
      }
    }
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select();
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
          command.run();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.attachment() instanceof Watched watched) {
            key.cancel();
            watched.action.run();
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalStateException("clients that hang up are noticed no more", e);
    } catch (java.nio.channels.ClosedSelectorException e) {
      // The edge was closed.
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a selector could not be closed", e);
    }
  }
}
