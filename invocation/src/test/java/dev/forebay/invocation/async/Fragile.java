package dev.forebay.invocation.async;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.random.RandomGenerator;

/**
 * A process that may end at any call: before it, or after it and before its answer is seen.
 * Confined to the test's thread.
 */
final class Fragile {
  private final RandomGenerator random;
  private final int perThousand;
  private long crashes;

  /** The end of the process. An error, as nothing may catch it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crash", null, false, false);
    }
  }

  /**
   * @param perThousand how likely each moment is the last
   */
  Fragile(RandomGenerator random, int perThousand) {
    this.random = random;
    this.perThousand = perThousand;
  }

  long crashes() {
    return crashes;
  }

  /** A moment at which the process may end. */
  void moment() {
    if (random.nextInt(1000) < perThousand) {
      crashes++;
      throw new Crash();
    }
  }

  /** The same object, with such a moment before and after each call. */
  <T> T wrap(Class<T> type, T real) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              moment();
              try {
                Object answer = method.invoke(real, arguments);
                moment();
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
    return type.cast(proxy);
  }
}
