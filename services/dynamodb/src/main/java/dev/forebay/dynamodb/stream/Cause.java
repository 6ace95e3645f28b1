package dev.forebay.dynamodb.stream;

/** Who changes an item. */
public enum Cause {
  /** A request. */
  REQUEST,
  /** The service, as the item's time to live is over. */
  TIME_TO_LIVE
}
