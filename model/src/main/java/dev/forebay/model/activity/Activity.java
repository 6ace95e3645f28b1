package dev.forebay.model.activity;

import java.util.List;
import java.util.Map;

/**
 * A part that does work of its own accord, after whoever asked for it has been answered.
 * Thread-safe.
 *
 * <p>Work goes from part to part: an event ends as a record in a queue, which a mapping takes to a
 * function. So that nobody who looks at one part after another overlooks it in between, a part
 * counts what it takes in ({@link #begun}) before whoever hands it over has ended. If no count has
 * changed from before a look to after it, and the look found nothing going on, then nothing was.
 */
public interface Activity {
  /** How much it has taken in since the start. Only grows. */
  long begun();

  /** What it is doing, and what it will do when the time comes. */
  List<Pending> pending();

  /** What it has done since the start. The numbers only grow. */
  Map<Done, Long> done();
}
