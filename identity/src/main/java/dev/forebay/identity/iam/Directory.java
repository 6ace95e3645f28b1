package dev.forebay.identity.iam;

import dev.forebay.identity.LongLivedKeys;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of users, roles and keys, read from the accounts' latest states. Thread-safe. */
final class Directory implements Principals, LongLivedKeys {
  private final Accounts accounts;
  private final ManagedPolicies policies;
  private final Usage usage;

  Directory(Accounts accounts, ManagedPolicies policies, Usage usage) {
    this.accounts = accounts;
    this.policies = policies;
    this.usage = usage;
  }

  @Override
  public Optional<IamEntity> find(Arn arn) {
    return AccountId.isValid(arn.account())
        ? find(accounts.account(new AccountId(arn.account())), arn)
        : Optional.empty();
  }

  /** An entity in one state of its account. */
  Optional<IamEntity> find(Account account, Arn arn) {
    return account.entity(
        arn,
        () -> {
          Optional<Names.Located> user = Names.locate(arn, "user");
          return user.isPresent()
              ? account
                  .find(Kind.USER, user.get().name())
                  .filter(user.get()::is)
                  .map(row -> user(account, arn, row))
              : Names.locate(arn, "role")
                  .flatMap(role -> account.find(Kind.ROLE, role.name()).filter(role::is))
                  .map(row -> role(account, arn, row));
        });
  }

  private IamEntity.User user(Account account, Arn arn, UserRow row) {
    List<GrantedPolicy> granted = new ArrayList<>(granted(account, row, Optional.empty()));
    for (String name : row.groups()) {
      account
          .find(Kind.GROUP, name)
          .ifPresent(group -> granted.addAll(granted(account, group, Optional.of(group.name()))));
    }
    return new IamEntity.User(arn, row.id(), granted, boundary(account, row), row.tags());
  }

  private IamEntity.Role role(Account account, Arn arn, RoleRow row) {
    return new IamEntity.Role(
        arn,
        row.id(),
        granted(account, row, Optional.empty()),
        boundary(account, row),
        row.tags(),
        row.trust().compiled(PolicyKind.TRUST),
        Duration.ofSeconds(row.longestSession()));
  }

  private List<GrantedPolicy> granted(Account account, Holder<?> holder, Optional<String> group) {
    List<GrantedPolicy> granted = new ArrayList<>();
    for (Map.Entry<String, Document> inline : holder.inline().entrySet()) {
      granted.add(
          new GrantedPolicy(
              inline.getKey(),
              Optional.empty(),
              group,
              inline.getValue().compiled(PolicyKind.IDENTITY)));
    }
    for (String arn : holder.attached()) {
      policies.find(account, arn).ifPresent(found -> granted.add(granted(found, group)));
    }
    return granted;
  }

  private Optional<GrantedPolicy> boundary(Account account, Bounded<?> bounded) {
    return bounded
        .boundary()
        .flatMap(arn -> policies.find(account, arn))
        .map(found -> granted(found, Optional.empty()));
  }

  private static GrantedPolicy granted(ManagedPolicies.Found found, Optional<String> group) {
    return new GrantedPolicy(
        found.row().name(),
        Optional.of(found.arn()),
        group,
        found.row().inForce().document().compiled(PolicyKind.MANAGED));
  }

  @Override
  public Optional<GrantedPolicy> managedPolicy(Arn arn) {
    AccountId owner =
        new AccountId(AccountId.isValid(arn.account()) ? arn.account() : "000000000000");
    return policies
        .find(accounts.account(owner), arn)
        .map(found -> granted(found, Optional.empty()));
  }

  @Override
  public void used(String accessKeyId, Caller caller, String service, String region) {
    switch (caller) {
      case Caller.RoleSession session -> usage.note(session.roleId(), service, region);
      case Caller.User user -> usage.note(accessKeyId, service, region);
      case Caller.Root root -> usage.note(accessKeyId, service, region);
      case Caller.Service nobody -> {}
      case Caller.Anonymous nobody -> {}
    }
  }

  @Override
  public Optional<Key> find(String accessKeyId) {
    return accounts
        .owner(accessKeyId)
        .flatMap(owner -> key(accounts.account(owner.account()), owner, accessKeyId));
  }

  private static Optional<Key> key(Account account, Accounts.KeyOwner owner, String id) {
    if (owner.user().isEmpty()) {
      return key(account.settings().keys(), id)
          .map(key -> new Key(credential(key, new Caller.Root(account.id())), key.active()));
    }
    return account
        .find(Kind.USER, owner.user().get())
        .flatMap(user ->
            key(user.keys(), id)
                .map(key -> {
                  Arn arn = Names.arn(key.partition(), account.id(), "user", user);
                  return new Key(credential(key, new Caller.User(arn, user.id())), key.active());
                }));
  }

  private static Optional<KeyRow> key(List<KeyRow> keys, String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private static Credential credential(KeyRow key, Caller caller) {
    return new Credential(key.id(), key.secret(), Optional.empty(), caller, Optional.empty());
  }
}
