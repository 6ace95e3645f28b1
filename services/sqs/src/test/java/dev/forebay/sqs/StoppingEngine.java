package dev.forebay.sqs;

import dev.forebay.storage.Blobs;
import dev.forebay.storage.Leases;
import dev.forebay.storage.Log;
import dev.forebay.storage.Queue;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An engine that can stop just before a queue's delete, as the machine may. */
final class StoppingEngine implements StorageEngine {
  private final StorageEngine engine;
  private boolean stopsAtDelete;

  StoppingEngine(StorageEngine engine) {
    this.engine = engine;
  }

  void stopAtDelete() {
    stopsAtDelete = true;
  }

  @Override
  public TableSpace tables(String scope) {
    return engine.tables(scope);
  }

  @Override
  public Log log(String scope) {
    return engine.log(scope);
  }

  @Override
  public Queue queue(String scope) {
    return new StoppingQueue(engine.queue(scope));
  }

  @Override
  public List<String> scopes(ScopeKind kind, String prefix) {
    return engine.scopes(kind, prefix);
  }

  @Override
  public void drop(ScopeKind kind, String scope) {
    engine.drop(kind, scope);
  }

  @Override
  public Blobs blobs() {
    return engine.blobs();
  }

  @Override
  public Leases leases() {
    return engine.leases();
  }

  @Override
  public void reset() {
    engine.reset();
  }

  @Override
  public void close() {
    engine.close();
  }

  private final class StoppingQueue implements Queue {
    private final Queue queue;

    StoppingQueue(Queue queue) {
      this.queue = queue;
    }

    @Override
    public List<SendOutcome> send(List<Send> messages) {
      return queue.send(messages);
    }

    @Override
    public List<Delivery> receive(int max, Instant now, Instant hiddenUntil, long mostInFlight) {
      return queue.receive(max, now, hiddenUntil, mostInFlight);
    }

    @Override
    public List<ReceiptOutcome> delete(List<Receipt> receipts) {
      if (stopsAtDelete) {
        throw new IllegalStateException("stopped");
      }
      return queue.delete(receipts);
    }

    @Override
    public List<ReceiptOutcome> deleteHidden(List<Receipt> receipts, Instant now) {
      return queue.deleteHidden(receipts, now);
    }

    @Override
    public List<ReceiptOutcome> changeVisibility(List<VisibilityChange> changes) {
      return queue.changeVisibility(changes);
    }

    @Override
    public Expired expire(Instant sentUntil, int limit) {
      return queue.expire(sentUntil, limit);
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
      return queue.nextDue(now);
    }

    @Override
    public Depth depth(Instant now) {
      return queue.depth(now);
    }

    @Override
    public void purge() {
      queue.purge();
    }

    @Override
    public AutoCloseable watch(Runnable listener) {
      return queue.watch(listener);
    }
  }
}
