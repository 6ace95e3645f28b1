package dev.forebay.identity.iam;

import java.util.Optional;

/** An account's rules for passwords; there are no passwords here. Immutable. */
record PasswordPolicyRow(
    int minimumLength,
    boolean symbols,
    boolean numbers,
    boolean uppercase,
    boolean lowercase,
    boolean usersMayChange,
    Optional<Integer> maxAge,
    Optional<Integer> reusePrevention,
    boolean hardExpiry) {}
