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
    Optional<byte[]> recent = draft.get(key(draft, box, scope, id));
    return recent.isPresent() ? recent : draft.get(key(draft, box - 1, scope, id));
  }

  /** Keeps the answer. */
  static void remember(Draft draft, long scope, OperationId id, byte[] answer) {
    draft.put(key(draft, draft.answerBox(), scope, id), answer);
  }

  /** The box in use: that of the time, but never an earlier one than before. */
  static long box(Draft draft) {
    byte[] row = draft.generation().keys().tag('o').bytes();
    long inUse = draft.get(row).map(Values::toLong).orElse(0L);
    long due = Math.max(0, draft.now().toEpochMilli() / BOX_MILLIS);
    if (due <= inUse) {
      return inUse;
    }
    Keys boxes = draft.generation().keys().tag('O');
    draft.clear(new Span(boxes.bytes(), boxes.number(due - 1).bytes()));
    draft.put(row, Values.ofLong(due));
    return due;
  }

  private static byte[] key(Draft draft, long box, long scope, OperationId id) {
    return draft.generation().keys().tag('O').number(box).number(scope).operation(id).bytes();
  }
}
