package dev.forebay.storage.ordered;

/** Makes mutations durable, one after the other. Thread-safe. */
interface Committer extends AutoCloseable {
  /**
   * Applies the mutation and waits until it is durable.
   *
   * @throws OutcomeUnknown when the answer was lost
   * @throws dev.forebay.storage.StorageException when nothing was written
   */
  <T> T commit(Mutation<T> mutation);

  /**
   * Applies the mutation and waits until it is written, not until the disk has it, which it does
   * with the next {@link #commit} at the latest. The end of the process leaves it, that of the
   * machine may undo it.
   *
   * @throws OutcomeUnknown when the answer was lost
   * @throws dev.forebay.storage.StorageException when nothing was written
   */
  <T> T commitUnsynced(Mutation<T> mutation);

  /** Completes what was accepted and refuses what comes later. */
  @Override
  void close();
}
