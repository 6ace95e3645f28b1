package dev.forebay.sqs;

import java.util.random.RandomGenerator;

/** A queue, and beside it what it must do. */
interface QueueModel {
  /** Makes a call, or lets time pass, and compares. */
  void step(RandomGenerator random);

  /** Empties the queue, and compares what was in it. */
  void end();
}
