package dev.forebay.identity.iam;

import dev.forebay.wire.AwsException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Users, groups and roles as holders of policies, with their quotas ("IAM and AWS STS quotas").
 * Immutable.
 *
 * @param kind the rows
 * @param word {@code user}, {@code group} or {@code role}
 * @param mostInline letters that all inline policies of one may have, blanks not counted
 * @param noSuch the error that there is none of a name
 * @param forChange finds one that may be changed
 * @param <T> the rows
 */
record HolderKind<T extends Holder<T>>(
    Kind<T> kind,
    String word,
    int mostInline,
    Function<String, AwsException> noSuch,
    BiFunction<Account, String, T> forChange) {
  static final HolderKind<UserRow> USER =
      new HolderKind<>(Kind.USER, "user", 2_048, IamErrors::noUser, Users::get);
  static final HolderKind<GroupRow> GROUP =
      new HolderKind<>(Kind.GROUP, "group", 5_120, IamErrors::noGroup, Groups::get);
  static final HolderKind<RoleRow> ROLE =
      new HolderKind<>(Kind.ROLE, "role", 10_240, IamErrors::noRole, Roles::modifiable);

  T get(Account account, String name) {
    return account.find(kind, name).orElseThrow(() -> noSuch.apply(name));
  }
}
