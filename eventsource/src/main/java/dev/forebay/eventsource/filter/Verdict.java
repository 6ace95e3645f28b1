package dev.forebay.eventsource.filter;

import java.util.OptionalInt;

/** What a filter says of a record. Immutable. */
public sealed interface Verdict {
  /** Whether the record goes to the function. */
  boolean passes();

  /** Why, for a reader. */
  String explanation();

  /**
   * The record goes to the function.
   *
   * @param filter the first filter that it matches, counted from 0; empty where there are none
   */
  record Passed(OptionalInt filter) implements Verdict {
    @Override
    public boolean passes() {
      return true;
    }

    @Override
    public String explanation() {
      return filter.isPresent()
          ? "it matches filter " + filter.getAsInt() + " of FilterCriteria"
          : "there are no filters";
    }
  }

  /**
   * The record is dropped: a message is deleted, a stream goes on.
   *
   * @param explanation why
   */
  record Dropped(String explanation) implements Verdict {
    @Override
    public boolean passes() {
      return false;
    }
  }
}
