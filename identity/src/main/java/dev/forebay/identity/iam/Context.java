package dev.forebay.identity.iam;

import dev.forebay.identity.SessionKey;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the operations share. Immutable; thread-safe.
 *
 * @param accounts the rows
 * @param policies managed policies
 * @param usage last uses
 * @param sessionKey marks access keys
 * @param random fit for secrets; thread-safe
 * @param clock dates
 */
record Context(
    Accounts accounts,
    ManagedPolicies policies,
    Usage usage,
    SessionKey sessionKey,
    RandomGenerator random,
    Clock clock) {

  /** The caller's account as it is. */
  Account account(CallContext call) {
    return accounts.account(Names.account(call));
  }

  /** Changes the caller's account. */
  <R> R change(CallContext call, Function<Change, R> work) {
    return accounts.change(Names.account(call), work);
  }

  /** Now, in whole seconds, as IAM's dates are. */
  long now() {
    return clock.now().getEpochSecond();
  }

  String newId(String prefix) {
    return UniqueId.make(prefix, random);
  }
}
