package dev.forebay.function.configuration;

import dev.forebay.model.Arn;

/** Which roles functions may run as. Thread-safe. */
@FunctionalInterface
public interface ExecutionRoles {
  /** Any role. */
  ExecutionRoles ANY = role -> true;

  /** Whether the trust policy of a role lets Lambda assume it. */
  boolean mayBeAssumed(Arn role);
}
