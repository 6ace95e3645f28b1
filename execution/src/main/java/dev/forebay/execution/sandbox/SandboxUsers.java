package dev.forebay.execution.sandbox;

import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The users that functions run as. A server that runs as root gives every environment a number of
 * its own, far above those of real accounts, so that the kernel's bounds for each user (processes,
 * pipes, watches) are not shared; any other server can only be itself outside, and inside AWS's
 * number. Thread-safe.
 */
final class SandboxUsers {
  /** AWS's name for the user. */
  static final String NAME = "sbx_user1051";

  /** AWS's numbers. */
  static final int USER = 993;

  static final int GROUP = 990;

  private static final int FIRST = 1_993_000_000;
  private static final int SLOTS = 4096;

  private final Privilege privilege;
  private final ReentrantLock lock = new ReentrantLock();
  private final BitSet taken = new BitSet();

  SandboxUsers(Privilege privilege) {
    this.privilege = privilege;
  }

  /** Takes a number that no other environment has, as long as there are so many. */
  int take() {
    if (privilege == Privilege.USER) {
      return USER;
    }
    lock.lock();
    try {
      int slot = taken.nextClearBit(0) % SLOTS;
      taken.set(slot);
      return FIRST + slot;
    } finally {
      lock.unlock();
    }
  }

  /** Gives it back once nothing of the environment runs any more. */
  void giveBack(int user) {
    lock.lock();
    try {
      taken.clear(Math.max(0, user - FIRST));
    } finally {
      lock.unlock();
    }
  }

  /** Lines of a passwd file, in which all of them bear AWS's name. */
  String passwd() {
    int first = privilege == Privilege.ROOT ? FIRST : USER;
    int count = privilege == Privilege.ROOT ? SLOTS : 1;
    return IntStream.range(0, count)
        .mapToObj(i -> line(first + i))
        .collect(Collectors.joining("", "root:x:0:0:root:/:/sbin/nologin\n", ""));
  }

  private static String line(int user) {
    return "%s:x:%d:%d::/home/%s:/sbin/nologin\n".formatted(NAME, user, GROUP, NAME);
  }

  /** A group file. */
  static String group() {
    return "root:x:0:\nsbx_group:x:%d:\n".formatted(GROUP);
  }
}
