package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;
import java.util.List;

/**
 * What is kept in memory of one queue; made from what is stored when the queue is first used.
 * Confined to the writer's turn.
 */
final class QueueHead {
  private static final int PAGE = 4_096;

  private final DueIndex index;
  private final HiddenCounts hidden;
  private long total;
  private RecentIds ids;

  /** No message was sent before it, in nanoseconds since 1970. */
  private long oldest = Long.MIN_VALUE;

  /** No claim runs out before it, in nanoseconds since 1970. */
  private long firstClaimEnd = Long.MIN_VALUE;

  private QueueHead(DueIndex index, HiddenCounts hidden, long total) {
    this.index = index;
    this.hidden = hidden;
    this.total = total;
    this.ids = new RecentIds(RecentIds.OF_QUEUE, total == 0);
  }

  /** The head of a queue that holds nothing yet. */
  static QueueHead ofNew(QueueKeys keys) {
    return new QueueHead(new DueIndex(keys.due()), new HiddenCounts(Long.MIN_VALUE), 0);
  }

  /** Reads what is hidden at the engine's time, which is as good a start as the callers'. */
  static QueueHead load(Draft draft, QueueKeys keys) {
    long total = draft.get(keys.total()).map(Values::toLong).orElse(0L);
    if (total == 0) {
      return ofNew(keys);
    }
    long now = Times.millisDown(draft.now());
    HiddenCounts hidden = new HiddenCounts(now);
    DueKey from = new DueKey(now + 1, 0);
    Span rest = new Span(from.after(keys.due()).bytes(), keys.due().all().to());
    while (!rest.isEmpty()) {
      List<Cell> page = draft.scan(rest, PAGE);
      for (Cell cell : page) {
        if (Due.decode(cell.value()) instanceof Due.Message message) {
          hidden.add(DueKey.of(cell).due(), message.delivered());
        }
      }
      rest = after(page, rest);
    }
    rest = new Span(from.after(keys.memberDue()).bytes(), keys.memberDue().all().to());
    while (!rest.isEmpty()) {
      List<Cell> page = draft.scan(rest, PAGE);
      page.forEach(cell -> hidden.add(DueKey.of(cell).due(), cell.value().length > 0));
      rest = after(page, rest);
    }
    return new QueueHead(new DueIndex(keys.due()), hidden, total);
  }

  private static Span after(List<Cell> page, Span span) {
    return page.size() < PAGE
        ? new Span(span.to(), span.to())
        : new Span(Span.after(page.getLast().key()), span.to());
  }

  DueIndex index() {
    return index;
  }

  HiddenCounts hidden() {
    return hidden;
  }

  long total() {
    return total;
  }

  long oldest() {
    return oldest;
  }

  void oldestIs(long sentAt) {
    oldest = sentAt;
  }

  long firstClaimEnd() {
    return firstClaimEnd;
  }

  void firstClaimEndIs(long until) {
    firstClaimEnd = until;
  }

  void claimEnds(long until) {
    firstClaimEnd = Math.min(firstClaimEnd, until);
  }

  /** Whether a message with this id may be in the queue; false is certain. */
  boolean mayHold(OperationId id) {
    return ids.mayHave(0, id);
  }

  void added(OperationId id, long sentAt) {
    total++;
    ids = ids.roomy();
    ids.add(0, id);
    oldest = Math.min(oldest, sentAt);
  }

  void removed() {
    total--;
    if (total == 0) {
      ids = ids.ofEmpty();
    }
  }
}
