package dev.forebay.identity.iam;

import dev.forebay.model.Arn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The managed policies that an account sees: its own and those of AWS. Thread-safe. */
final class ManagedPolicies {
  private final AwsPolicies ofAws = new AwsPolicies();

  /**
   * A managed policy and where it is.
   *
   * @param arn its ARN
   * @param row what it is
   */
  record Found(Arn arn, PolicyRow row) {
    boolean isOfAws() {
      return arn.account().equals(AwsPolicies.OWNER);
    }
  }

  /** The policy of an ARN, if the account sees it. */
  Optional<Found> find(Account account, String text) {
    return Arn.parse(text).flatMap(arn -> find(account, arn));
  }

  /** The policy of an ARN, if the account sees it. */
  Optional<Found> find(Account account, Arn arn) {
    Optional<Names.Located> located = Names.locate(arn, "policy");
    if (located.isEmpty()) {
      return Optional.empty();
    }
    Optional<PolicyRow> row = Optional.empty();
    if (arn.account().equals(AwsPolicies.OWNER)) {
      row = ofAws.find(located.get().name());
    } else if (arn.account().equals(account.id().value())) {
      row = account.find(Kind.POLICY, located.get().name());
    }
    return row.filter(located.get()::is).map(found -> new Found(arn, found));
  }

  /** As {@link #find(Account, String)}, or the error that there is none. */
  Found get(Account account, String arn) {
    return find(account, arn).orElseThrow(() -> IamErrors.noPolicy(arn));
  }

  /** Those of AWS. */
  List<Found> ofAws(String partition) {
    return ofAws.all().stream()
        .map(row ->
            new Found(
                new Arn(
                    partition, "iam", "", AwsPolicies.OWNER, "policy" + row.path() + row.name()),
                row))
        .toList();
  }

  /** Those of the account. */
  List<Found> ofAccount(String partition, Account account) {
    return account.all(Kind.POLICY).stream()
        .map(row -> new Found(Names.arn(partition, account.id(), "policy", row), row))
        .toList();
  }

  /** How many users, groups and roles each policy is attached to, by its ARN. */
  static Map<String, Integer> attachments(Account account) {
    Map<String, Integer> counts = new HashMap<>();
    for (Holder<?> holder : holders(account)) {
      holder.attached().forEach(arn -> counts.merge(arn, 1, Integer::sum));
    }
    return counts;
  }

  /** How many users and roles each policy is the boundary of, by its ARN. */
  static Map<String, Integer> boundaries(Account account) {
    Map<String, Integer> counts = new HashMap<>();
    account
        .all(Kind.USER)
        .forEach(user -> user.boundary().ifPresent(arn -> counts.merge(arn, 1, Integer::sum)));
    account
        .all(Kind.ROLE)
        .forEach(role -> role.boundary().ifPresent(arn -> counts.merge(arn, 1, Integer::sum)));
    return counts;
  }

  private static List<Holder<?>> holders(Account account) {
    List<Holder<?>> holders = new ArrayList<>(account.all(Kind.USER));
    holders.addAll(account.all(Kind.GROUP));
    holders.addAll(account.all(Kind.ROLE));
    return holders;
  }
}
