package dev.forebay.model.trail;

/** By which way an event goes. Immutable. */
public sealed interface Way {
  /**
   * A caller waits for the function.
   *
   * @param function its ARN, without a qualifier
   */
  record Synchronous(String function) implements Way {}

  /**
   * The event was accepted into the function's own queue.
   *
   * @param function its ARN, without a qualifier
   */
  record Asynchronous(String function) implements Way {}

  /**
   * A mapping takes it from its source to the function.
   *
   * @param mapping the mapping's UUID
   * @param source the ARN of the queue or stream
   * @param shard where in a stream; empty for a queue
   * @param function its ARN, as the mapping names it
   */
  record Mapped(String mapping, String source, String shard, String function) implements Way {}

  /**
   * It is a message in a queue, whoever receives it.
   *
   * @param queue its ARN
   */
  record Queued(String queue) implements Way {}

  /**
   * A service brings it to others of its own accord.
   *
   * @param source the ARN of what it is pushed for, such as a topic
   * @param target an ARN, or a URL
   */
  record Pushed(String source, String target) implements Way {}
}
