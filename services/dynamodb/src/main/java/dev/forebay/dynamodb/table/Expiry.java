package dev.forebay.dynamodb.table;

/** Is told when items are to go. */
public interface Expiry {
  /** An item goes at that second of the epoch. Called after the durable write; must not block. */
  void at(long second);

  /** The second of the epoch that it is. */
  long now();
}
