package dev.forebay.storage;

import java.util.List;

/**
 * All durable state of a node. An acknowledgement follows the durable write; concurrent writers
 * share one. No call spans two scopes (one table space, one log, one queue). Thread-safe.
 *
 * <p>Scope names are chosen by the caller, such as {@code lambda/123456789012/us-east-1}; a scope
 * (1 to 1,024 bytes of UTF-8) comes into being with its first write.
 */
public interface StorageEngine extends AutoCloseable {
  /** The ordered tables of one scope. */
  TableSpace tables(String scope);

  /** The append-only log of one scope. */
  Log log(String scope);

  /** The queue of one scope. */
  Queue queue(String scope);

  /**
   * The names of the scopes of a kind that were written to and not dropped since, in order,
   * starting with the prefix.
   */
  List<String> scopes(ScopeKind kind, String prefix);

  /** Drops one scope and all that it holds; no error if it is not there. */
  void drop(ScopeKind kind, String scope);

  /** Immutable byte sequences, addressed by their content. */
  Blobs blobs();

  /** Who may act on what, with an epoch that rises at each acquisition. */
  Leases leases();

  /**
   * Drops everything; cheap when little is stored. Every other call takes effect wholly before or
   * wholly after it.
   */
  void reset();

  /**
   * Waits for the writes under way and releases the data folder. Later calls throw {@link
   * StorageException}.
   */
  @Override
  void close();
}
