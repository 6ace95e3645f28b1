package dev.forebay.server.events;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads pages of the log, entry by entry. Confined to one thread. */
final class EntryReader implements Iterator<EventLog.Entry> {
  private final Iterator<LogPage.Part> pages;
  private LogPage.Part page = LogPage.Part.EMPTY;
  private int at;

  /**
   * A reader.
   *
   * @param old entries at the beginning are passed over as long as they begin within so many steps
   */
  EntryReader(List<LogPage.Part> pages, long old) {
    this.pages = pages.iterator();
    long left = old;
    while (left > 0 && hasNext()) {
      left -= next().events().size();
    }
  }

  @Override
  public boolean hasNext() {
    while (!page.hasEntryAt(at) && pages.hasNext()) {
      page = pages.next();
      at = 0;
    }
    return page.hasEntryAt(at);
  }

  @Override
  public EventLog.Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    EventLog.Entry entry = page.entryAt(at);
    at = page.after(at);
    return entry;
  }
}
