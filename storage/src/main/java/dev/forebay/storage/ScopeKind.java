package dev.forebay.storage;

/** What a scope holds. */
public enum ScopeKind {
  /** A {@link TableSpace}. */
  TABLES,
  /** A {@link Log}. */
  LOG,
  /** A {@link Queue}. */
  QUEUE
}
