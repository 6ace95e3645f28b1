package dev.forebay.execution;

import dev.forebay.model.RequestId;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** Makes ids from one generator. Thread-safe, whatever the generator is. */
final class Ids {
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();

  Ids(RandomGenerator random) {
    this.random = random;
  }

  /** A UUID. */
  String uuid() {
    lock.lock();
    try {
      return RequestId.random(random).value();
    } finally {
      lock.unlock();
    }
  }

  /** 32 hexadecimal digits. */
  String hex() {
    return uuid().replace("-", "");
  }
}
