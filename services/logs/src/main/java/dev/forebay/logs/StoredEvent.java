package dev.forebay.logs;

/**
 * An event as it was read. Immutable.
 *
 * @param position its place
 * @param ingested when it arrived, in milliseconds
 * @param message what was logged
 */
record StoredEvent(Position position, long ingested, String message) {
  /** Bytes that AWS counts for an event besides its message. */
  static final int OVERHEAD = 26;

  long timestamp() {
    return position.timestamp();
  }
}
