package dev.forebay.function.configuration;

import dev.forebay.model.Arn;

/** What roles are good for as execution roles. Thread-safe. */
public interface ExecutionRoles {
  /** Any role may do anything. */
  ExecutionRoles ANY =
      new ExecutionRoles() {
        @Override
        public boolean mayBeAssumed(Arn role) {
          return true;
        }

        @Override
        public boolean mayReach(Arn role, Arn target) {
          return true;
        }
      };

  /** Whether the trust policy of a role lets Lambda assume it. */
  boolean mayBeAssumed(Arn role);

  /**
   * Whether a role may bring what is left of an event to a queue, topic or function; true for
   * targets of which it is decided when something is brought.
   */
  boolean mayReach(Arn role, Arn target);
}
