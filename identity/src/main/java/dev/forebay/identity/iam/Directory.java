package dev.forebay.identity.iam;

import dev.forebay.identity.LongLivedKeys;
import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.policy.PolicyDocument;
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
final class Directory implements Principals, LongLivedKeys, IdentityProviders {
  /** Sees the policies of AWS only. */
  private static final AccountId NOBODY = new AccountId("000000000000");

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
    List<NamedPolicy> granted = new ArrayList<>(granted(account, row, arn));
    for (String name : row.groups()) {
      account
          .find(Kind.GROUP, name)
          .ifPresent(group ->
              granted.addAll(
                  granted(
                      account, group, Names.arn(arn.partition(), account.id(), "group", group))));
    }
    return new IamEntity.User(arn, row.id(), granted, boundary(account, row, arn), row.tags());
  }

  private IamEntity.Role role(Account account, Arn arn, RoleRow row) {
    return new IamEntity.Role(
        arn,
        row.id(),
        granted(account, row, arn),
        boundary(account, row, arn),
        row.tags(),
        row.trust().compiled(PolicyKind.TRUST),
        Duration.ofSeconds(row.longestSession()));
  }

  /** What a user, group or role has of its own. */
  List<NamedPolicy> granted(Account account, Holder<?> holder, Arn holderArn) {
    List<NamedPolicy> granted = new ArrayList<>();
    for (Map.Entry<String, Document> inline : holder.inline().entrySet()) {
      granted.add(
          NamedPolicy.inline(
              inline.getKey(),
              holderArn.toString(),
              inline.getValue().compiled(PolicyKind.IDENTITY)));
    }
    for (String arn : holder.attached()) {
      policies.find(account, arn).ifPresent(found -> granted.add(managed(found, holderArn)));
    }
    return granted;
  }

  private Optional<NamedPolicy> boundary(Account account, Bounded<?> bounded, Arn holderArn) {
    return bounded
        .boundary()
        .flatMap(arn -> policies.find(account, arn))
        .map(found -> managed(found, holderArn));
  }

  private static NamedPolicy managed(ManagedPolicies.Found found, Arn holderArn) {
    return NamedPolicy.managed(
        found.row().name(), found.arn().toString(), holderArn.toString(), inForce(found));
  }

  private static PolicyDocument inForce(ManagedPolicies.Found found) {
    return found.row().inForce().document().compiled(PolicyKind.MANAGED);
  }

  @Override
  public Optional<PolicyDocument> managedPolicy(Arn arn) {
    Account account =
        AccountId.isValid(arn.account())
            ? accounts.account(new AccountId(arn.account()))
            : Account.empty(NOBODY);
    return policies.find(account, arn).map(Directory::inForce);
  }

  @Override
  public void used(String accessKeyId, Caller caller, String service, String region) {
    switch (caller) {
      case Caller.RoleSession session -> usage.note(session.roleId(), service, region);
      case Caller.User user -> usage.note(accessKeyId, service, region);
      case Caller.Root root -> usage.note(accessKeyId, service, region);
      case Caller.FederatedUser session -> usage.note(session.issuerId(), service, region);
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

  @Override
  public Optional<Provider> find(Arn role, String issuer) {
    if (!AccountId.isValid(role.account())) {
      return Optional.empty();
    }
    String url = OidcProviders.key(issuer);
    return accounts
        .account(new AccountId(role.account()))
        .find(Kind.OIDC, url)
        .map(row ->
            new Provider(
                new Arn(role.partition(), "iam", "", role.account(), "oidc-provider/" + row.url()),
                row.url(),
                row.clients()));
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
