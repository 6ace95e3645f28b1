package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The live tails that are open, of all accounts. Thread-safe. */
final class LiveTails {
  /** Of an account and region ("CloudWatch Logs quotas"). */
  private static final int MOST = 15;

  private final CopyOnWriteArrayList<LiveTail> open = new CopyOnWriteArrayList<>();

  /** Shows the tails what was stored. */
  void stored(AccountRegion place, Appends.Append append, long nowMillis) {
    for (LiveTail tail : open) {
      tail.offer(place, append, nowMillis);
    }
  }

  /** Opens one, unless there are too many. */
  Optional<LiveTail> open(LiveTail tail) {
    open.add(tail);
    List<LiveTail> same = open.stream().filter(one -> one.place().equals(tail.place())).toList();
    if (same.size() > MOST) {
      open.remove(tail);
      return Optional.empty();
    }
    return Optional.of(tail);
  }

  void close(LiveTail tail) {
    open.remove(tail);
  }
}
