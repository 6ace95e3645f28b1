package dev.forebay.execution.sandbox;

import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The users that functions run as. A server that runs as root gives every environment a number of
 * its own, far above those of real accounts, so that the kernel's bounds for each user (processes,
 * pipes, watches) are not shared; functions of any other server have its number, as a user
 * namespace that maps it to another would take from the sandbox's first process what it needs to
 * set up the network. Either way the user bears AWS's name inside. Thread-safe.
 */
final class SandboxUsers {
  /** AWS's name for the user. */
  static final String NAME = "sbx_user1051";

  private static final int AWS_GROUP = 990;
  private static final int FIRST = 1_993_000_000;
  private static final int SLOTS = 4096;

  private final Privilege privilege;
  private final int own;
  private final int group;
  private final ReentrantLock lock = new ReentrantLock();
  private final BitSet taken = new BitSet();

  /** For a server with this user and group. */
  SandboxUsers(Privilege privilege, int ownUser, int ownGroup) {
    this.privilege = privilege;
    this.own = ownUser;
    this.group = privilege == Privilege.ROOT ? AWS_GROUP : ownGroup;
  }

  /** The group of all of them. */
  int group() {
    return group;
  }

  /** Takes a number that no other environment has, as long as there are so many. */
  int take() {
    if (privilege == Privilege.USER) {
      return own;
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
    int first = privilege == Privilege.ROOT ? FIRST : own;
    int count = privilege == Privilege.ROOT ? SLOTS : 1;
    return IntStream.range(0, count)
        .mapToObj(i -> line(first + i))
        .collect(Collectors.joining("", "root:x:0:0:root:/:/sbin/nologin\n", ""));
  }

  private String line(int user) {
    return "%s:x:%d:%d::/home/%s:/sbin/nologin\n".formatted(NAME, user, group, NAME);
  }

  /** A group file. */
  String groupFile() {
    return "root:x:0:\nsbx_group:x:%d:\n".formatted(group);
  }
}
