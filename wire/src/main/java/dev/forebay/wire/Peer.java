package dev.forebay.wire;

/**
 * The other end of a call, for those who wait long on its behalf: a receiver who is gone must not
 * be handed messages. Thread-safe.
 */
@FunctionalInterface
public interface Peer {
  /** A caller within the process, who is there, and interrupts its thread when it wants to stop. */
  Peer WITHIN = action -> () -> {};

  /**
   * Runs the action when the peer is gone, or sends a further request though it has no answer yet;
   * on another thread, at most once, soon. The action must not block.
   *
   * @return ends the watch
   */
  Watch whenGone(Runnable action);

  /** A watch that can be ended; the action may yet run while it is. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
