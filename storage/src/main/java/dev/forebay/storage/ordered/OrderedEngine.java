package dev.forebay.storage.ordered;

import dev.forebay.model.Clock;
import dev.forebay.storage.Blobs;
import dev.forebay.storage.Leases;
import dev.forebay.storage.Log;
import dev.forebay.storage.Queue;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** A {@link StorageEngine} over an {@link OrderedStore}. Thread-safe. */
public final class OrderedEngine implements StorageEngine {
  private static final int LONGEST_SCOPE = 1_024;

  private final OrderedStore store;
  private final Writer writer;
  private final Committer committer;
  private final OrderedBlobs blobs;
  private final OrderedLeases leases;
  private final Watches watches = new Watches();

  private OrderedEngine(
      OrderedStore store, BlobShelf shelf, Clock clock, Function<Writer, Committer> committer) {
    this.store = store;
    this.writer = new Writer(store, clock);
    OrderedBlobs.sweep(store, writer.generation(), shelf);
    this.committer = committer.apply(writer);
    this.blobs = new OrderedBlobs(store, writer, this.committer, shelf);
    this.leases = new OrderedLeases(this.committer);
  }

  /** An engine whose callers share the store's writes, made by one platform thread. */
  public static OrderedEngine grouping(OrderedStore store, BlobShelf shelf, Clock clock) {
    return new OrderedEngine(store, shelf, clock, GroupCommit::new);
  }

  /** An engine whose callers write on their own threads, one at a time. */
  public static OrderedEngine inline(OrderedStore store, BlobShelf shelf, Clock clock) {
    return new OrderedEngine(store, shelf, clock, InlineCommit::new);
  }

  @Override
  public TableSpace tables(String scope) {
    return new OrderedTables(store, writer, committer, checked(scope));
  }

  @Override
  public Log log(String scope) {
    return new OrderedLog(store, writer, committer, checked(scope));
  }

  @Override
  public Queue queue(String scope) {
    return new OrderedQueue(committer, watches, checked(scope));
  }

  @Override
  public List<String> scopes(ScopeKind kind, String prefix) {
    return writer.generation().scopes().names(kind, prefix);
  }

  @Override
  public void drop(ScopeKind kind, String scope) {
    committer.commit(draft -> {
      draft.generation().scopes().drop(draft, kind, scope);
      return scope;
    });
  }

  @Override
  public Blobs blobs() {
    return blobs;
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public void reset() {
    blobs.reset(() ->
        committer.commit(draft -> {
          draft.beginGeneration();
          return draft;
        }));
  }

  @Override
  public void close() {
    committer.close();
    store.close();
  }

  private static String checked(String scope) {
    int length = scope.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > LONGEST_SCOPE) {
      throw new IllegalArgumentException(
          "a scope's name must have 1.." + LONGEST_SCOPE + " bytes: " + length);
    }
    return scope;
  }
}
