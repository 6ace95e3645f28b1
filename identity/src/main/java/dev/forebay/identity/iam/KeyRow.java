package dev.forebay.identity.iam;

import java.util.Optional;

/**
 * An access key as it is stored with its owner. Immutable.
 *
 * @param id {@code AKIA…}
 * @param partition of the ARNs of its owner, such as {@code aws}
 * @param secret what requests are signed with
 * @param active whether it may be used
 * @param created seconds since 1970
 * @param used its last use, as far as it was stored
 */
record KeyRow(
    String id,
    String partition,
    String secret,
    boolean active,
    long created,
    Optional<LastUse> used) {
  KeyRow withActive(boolean other) {
    return new KeyRow(id, partition, secret, other, created, used);
  }

  KeyRow usedAt(LastUse use) {
    return new KeyRow(id, partition, secret, active, created, Optional.of(use));
  }
}
