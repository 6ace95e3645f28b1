package dev.forebay.eventsource.source;

import dev.forebay.model.activity.Backlog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A source that hands messages out, hides them from others for a while, and forgets those that are
 * deleted. What a queue's author writes: how to fetch, and how to settle. Thread-safe; calls block.
 *
 * @see StreamSource for what is read from a position
 */
public interface QueueSource {
  /**
   * Fetches up to so many messages, as many as are there at once, and waits for the first.
   *
   * @param most at least 1; the source may have a lower limit of its own
   * @param patience how long to wait, rounded down to what the source can; an interrupt ends the
   *     wait
   * @throws SourceException when it cannot be read now
   */
  List<Fetched> receive(int most, Duration patience);

  /**
   * Settles messages: they are done. Those that are not deleted are handed out again by the source
   * after {@link #hidden}.
   *
   * @throws SourceException when that was not possible for some; they will be handed out again
   */
  void delete(List<SourceRecord> messages);

  /** What lies in it; empty where that cannot be known, as of a queue elsewhere. */
  Optional<Backlog> backlog();

  /** How long what {@link #receive} hands out is hidden from others, as of now. */
  Duration hidden();
}
