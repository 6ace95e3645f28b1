package dev.forebay.identity.iam;

import java.util.List;
import java.util.Optional;

/**
 * What belongs to an account as a whole. Immutable.
 *
 * @param alias its alias
 * @param passwords its password policy
 * @param keys the access keys of the root user; at most two
 */
record AccountRow(
    Optional<String> alias, Optional<PasswordPolicyRow> passwords, List<KeyRow> keys) {
  static final AccountRow EMPTY = new AccountRow(Optional.empty(), Optional.empty(), List.of());

  AccountRow {
    keys = List.copyOf(keys);
  }

  AccountRow withAlias(Optional<String> other) {
    return new AccountRow(other, passwords, keys);
  }

  AccountRow withPasswords(Optional<PasswordPolicyRow> other) {
    return new AccountRow(alias, other, keys);
  }

  AccountRow withKeys(List<KeyRow> others) {
    return new AccountRow(alias, passwords, others);
  }
}
