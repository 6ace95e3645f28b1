package dev.forebay.invocation.async;

/**
 * How many events of a function run at once. Small at first, so that a burst of quick events does
 * not start a process for each. It grows by a quarter after a windowful of successes, and by half
 * whenever it is full and nothing ends; it shrinks to what runs when an event is throttled, and
 * then grows by successes only, until a windowful of them has gone by. Confined to whoever guards
 * it.
 */
final class Window {
  private static final int FIRST = 10;

  private final int most;
  private int size;
  private int successes;
  private boolean throttled;

  /** A window of ten. */
  Window(int most) {
    this.most = Math.max(1, most);
    this.size = Math.min(FIRST, this.most);
  }

  /** Events that may run at once, 1 or more. */
  int size() {
    return size;
  }

  /** An event has run. */
  void succeeded() {
    if (++successes >= size) {
      grow(size / 4);
      throttled = false;
    }
  }

  /** It has been full for a while, and no event has ended. */
  void stuck() {
    if (!throttled) {
      grow(size / 2);
    }
  }

  /**
   * An event was not let run.
   *
   * @param running how many others were
   */
  void throttled(int running) {
    size = Math.clamp(running, 1, most);
    successes = 0;
    throttled = true;
  }

  private void grow(int by) {
    size = Math.min(most, size + Math.max(1, by));
    successes = 0;
  }
}
