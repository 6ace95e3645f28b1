package dev.forebay.storage.ordered;

/** Which end of a span comes first. */
public enum Direction {
  /** The least key first. */
  ASCENDING,
  /** The greatest key first. */
  DESCENDING
}
