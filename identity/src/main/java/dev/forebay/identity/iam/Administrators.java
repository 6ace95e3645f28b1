package dev.forebay.identity.iam;

import dev.forebay.model.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users that an account has from the start, because the settings say so. Thread-safe. */
final class Administrators {
  private static final String ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
  private static final String PARTITION = "aws";
  private static final int MOST_KEYS = 2;

  private final Context iam;

  Administrators(Context iam) {
    this.iam = iam;
  }

  /**
   * Sees to it that there is the user, that it may do everything, and that it has the key. Nothing
   * is written when that is so already.
   *
   * @throws IllegalArgumentException when the key is somebody else's, or the user has two others
   */
  void ensure(AccountId account, String name, String keyId, String secret) {
    Optional<Accounts.KeyOwner> owner =
        iam.accounts().owner(keyId).filter(known -> holds(known, keyId));
    if (owner.isPresent()
        && !owner.get().equals(new Accounts.KeyOwner(account, Optional.of(Kind.fold(name))))) {
      throw new IllegalArgumentException(
          "the access key " + keyId + " of auth.admin-user belongs to somebody else already");
    }
    iam.accounts()
        .change(
            account,
            change -> {
              UserRow before = change.find(Kind.USER, name).orElseGet(() -> made(name));
              UserRow after = withKey(withAccess(before), keyId, secret);
              if (!change.find(Kind.USER, name).equals(Optional.of(after))) {
                change.put(Kind.USER, after);
              }
              return after;
            });
  }

  // Of a key that was deleted the index still knows whose it was.
  private boolean holds(Accounts.KeyOwner owner, String keyId) {
    Account account = iam.accounts().account(owner.account());
    List<KeyRow> keys =
        owner
            .user()
            .map(name -> account.find(Kind.USER, name).map(UserRow::keys).orElse(List.of()))
            .orElse(account.settings().keys());
    return keys.stream().anyMatch(key -> key.id().equals(keyId));
  }

  private UserRow made(String name) {
    return new UserRow(
        name,
        "/",
        iam.newId(UniqueId.USER),
        iam.now(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static UserRow withAccess(UserRow user) {
    if (user.attached().contains(ADMINISTRATOR)) {
      return user;
    }
    List<String> attached = new ArrayList<>(user.attached());
    attached.add(ADMINISTRATOR);
    return user.withPolicies(user.inline(), attached);
  }

  private UserRow withKey(UserRow user, String keyId, String secret) {
    List<KeyRow> keys = new ArrayList<>(user.keys());
    Optional<KeyRow> known = keys.stream().filter(key -> key.id().equals(keyId)).findFirst();
    if (known.filter(key -> key.active() && key.secret().equals(secret)).isPresent()) {
      return user;
    }
    known.ifPresent(keys::remove);
    if (keys.size() >= MOST_KEYS) {
      throw new IllegalArgumentException(
          "the user "
              + user.name()
              + " of auth.admin-user has two other access keys, and may not have three");
    }
    keys.add(new KeyRow(keyId, PARTITION, secret, true, iam.now(), Optional.empty()));
    return user.withKeys(keys);
  }
}
