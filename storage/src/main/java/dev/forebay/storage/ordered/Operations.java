package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;
import java.time.Duration;
import java.util.Optional;

/**
 * The answers given to operations, so that a repeat gets the first one. They lie in boxes of ten
 * minutes each; the box in use and the one before it are looked at, so that an answer is known for
 * ten to twenty minutes, and an older box is emptied as a whole. Confined to the writer's turn.
 */
final class Operations {
  private static final long BOX_MILLIS = Duration.ofMinutes(10).toMillis();

  private Operations() {}

  /** The answer that the operation got in this scope. */
  static Optional<byte[]> answer(Draft draft, long scope, OperationId id) {
    long box = draft.answerBox();
    Optional<byte[]> recent = answer(draft, box, scope, id);
    return recent.isPresent() ? recent : answer(draft, box - 1, scope, id);
  }

  private static Optional<byte[]> answer(Draft draft, long box, long scope, OperationId id) {
    return ids(draft, box).mayHave(scope, id)
        ? draft.get(key(draft, box, scope, id))
        : Optional.empty();
  }

  private static RecentIds ids(Draft draft, long box) {
    return draft
        .generation()
        .recentIds(box, () -> draft.scan(boxes(draft).number(box).all(), 1).isEmpty());
  }

  /** Keeps the answer. */
  static void remember(Draft draft, long scope, OperationId id, byte[] answer) {
    long box = draft.answerBox();
    ids(draft, box).add(scope, id);
    draft.put(key(draft, box, scope, id), answer);
  }

  /** The box in use: that of the time, but never an earlier one than before. */
  static long box(Draft draft) {
    Generation generation = draft.generation();
    byte[] row = generation.keys().tag('o').bytes();
    long inUse =
        generation.answerBox().orElseGet(() -> draft.get(row).map(Values::toLong).orElse(0L));
    long due = Math.max(0, draft.now().toEpochMilli() / BOX_MILLIS);
    if (due <= inUse) {
      generation.answerBoxIs(inUse);
      return inUse;
    }
    draft.clear(new Span(boxes(draft).bytes(), boxes(draft).number(due - 1).bytes()));
    draft.put(row, Values.ofLong(due));
    draft.onPublish(() -> generation.answerBoxIs(due));
    return due;
  }

  private static byte[] key(Draft draft, long box, long scope, OperationId id) {
    return boxes(draft).number(box).number(scope).operation(id).bytes();
  }

  private static Keys boxes(Draft draft) {
    return draft.generation().keys().tag('O');
  }
}
