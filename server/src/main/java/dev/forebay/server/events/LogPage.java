package dev.forebay.server.events;

import dev.forebay.model.trail.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries one after the other: which of the page's ways, how long, and the bytes of {@link
 * EntryCode}. Only grows. Guarded by its log's lock; a {@link Part} that was taken under the lock
 * can be read by anybody.
 */
final class LogPage {
  /** Enough for some 500 steps. */
  private static final int SIZE = 64 << 10;

  private static final int HEAD = 2 * Integer.BYTES;

  private final byte[] bytes;
  private final List<Way> ways = new ArrayList<>();
  private final Map<Way, Integer> numbers = new HashMap<>();
  private int length;
  private long steps;

  /** A page that has room for at least one entry of this length. */
  LogPage(int entry) {
    this.bytes = new byte[Math.max(SIZE, entry + HEAD)];
  }

  /** Whether an entry of this length can be added. */
  boolean hasRoom(int entry) {
    return bytes.length - length >= HEAD + entry;
  }

  /** Adds an entry that so many events share; there is room for it. */
  void add(Way way, byte[] entry, int events) {
    Integer number = numbers.get(way);
    if (number == null) {
      number = ways.size();
      ways.add(way);
      numbers.put(way, number);
    }
    EntryCode.putInt(bytes, length, number);
    EntryCode.putInt(bytes, length + Integer.BYTES, entry.length);
    System.arraycopy(entry, 0, bytes, length + HEAD, entry.length);
    length += HEAD + entry.length;
    steps += events;
  }

  /** How many steps it holds, each counted for each event that took it. */
  long steps() {
    return steps;
  }

  /** What it holds now. */
  Part part() {
    return new Part(bytes, length, List.copyOf(ways));
  }

  /** A page as it was at one instant. Immutable: what is added later comes after it. */
  static final class Part {
    /** Of no page. */
    static final Part EMPTY = new Part(new byte[0], 0, List.of());

    private final byte[] bytes;
    private final int length;
    private final List<Way> ways;

    private Part(byte[] bytes, int length, List<Way> ways) {
      this.bytes = bytes;
      this.length = length;
      this.ways = ways;
    }

    boolean hasEntryAt(int at) {
      return at < length;
    }

    EventLog.Entry entryAt(int at) {
      return EntryCode.decode(bytes, at + HEAD, ways.get(EntryCode.intAt(bytes, at)));
    }

    /** Where the entry after this one begins. */
    int after(int at) {
      return at + HEAD + EntryCode.intAt(bytes, at + Integer.BYTES);
    }
  }
}
