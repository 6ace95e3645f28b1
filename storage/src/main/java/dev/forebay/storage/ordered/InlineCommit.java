package dev.forebay.storage.ordered;

import dev.forebay.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Commits on the caller's own thread, one caller at a time: for a store that never waits. */
final class InlineCommit implements Committer {
  private final Writer writer;
  private final ReentrantLock turn = new ReentrantLock();
  private boolean closed;

  InlineCommit(Writer writer) {
    this.writer = writer;
  }

  @Override
  public <T> T commit(Mutation<T> mutation) {
    Ticket<T> ticket = new Ticket<>(mutation, true);
    turn.lock();
    try {
      if (closed) {
        throw new StorageException("the storage engine is closed");
      }
      writer.turn(List.of(ticket));
    } finally {
      turn.unlock();
    }
    return ticket.await(Duration.ofSeconds(1));
  }

  @Override
  public <T> T commitUnsynced(Mutation<T> mutation) {
    return commit(mutation);
  }

  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
    } finally {
      turn.unlock();
    }
  }
}
