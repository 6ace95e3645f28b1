package dev.forebay.eventsource.source;

import dev.forebay.eventsource.filter.FilterableRecord;

/**
 * A record as it came from its source, before the filter. Only one that passes is written as the
 * function gets it.
 */
public interface Fetched extends FilterableRecord {
  /** Its id: a message id, a sequence number. */
  String id();

  /** The record as the loop handles it. */
  SourceRecord toRecord();
}
