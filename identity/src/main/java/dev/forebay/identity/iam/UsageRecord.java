package dev.forebay.identity.iam;

import java.util.List;
import java.util.Optional;

/** Takes the last uses that were noted into the rows of their owners. Thread-safe. */
final class UsageRecord {
  private final Context iam;

  UsageRecord(Context iam) {
    this.iam = iam;
  }

  void store() {
    for (Account account : iam.accounts().all()) {
      iam.accounts()
          .change(
              account.id(),
              change -> {
                change.account().all(Kind.USER).forEach(user -> store(change, user));
                change.account().all(Kind.ROLE).forEach(role -> store(change, role));
                AccountRow settings = change.account().settings();
                List<KeyRow> keys = settings.keys().stream().map(iam.usage()::into).toList();
                if (!keys.equals(settings.keys())) {
                  change.put(Kind.ACCOUNT, settings.withKeys(keys));
                }
                return account;
              });
    }
  }

  private void store(Change change, UserRow user) {
    List<KeyRow> keys = user.keys().stream().map(iam.usage()::into).toList();
    if (!keys.equals(user.keys())) {
      change.put(Kind.USER, user.withKeys(keys));
    }
  }

  private void store(Change change, RoleRow role) {
    Optional<LastUse> used = iam.usage().of(role.id(), role.used());
    if (!used.equals(role.used())) {
      used.ifPresent(use -> change.put(Kind.ROLE, role.usedAt(use)));
    }
  }
}
