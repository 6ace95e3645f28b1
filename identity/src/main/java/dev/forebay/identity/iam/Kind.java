package dev.forebay.identity.iam;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One kind of rows of an account. Immutable.
 *
 * @param table its table within the account's scope
 * @param type the rows' class
 * @param key the key of a row: a name in lower case, as names are unique whatever their case
 * @param <T> the rows
 */
record Kind<T>(String table, Class<T> type, Function<T, String> key) {
  static final Kind<UserRow> USER = named("user", UserRow.class);
  static final Kind<GroupRow> GROUP = named("group", GroupRow.class);
  static final Kind<RoleRow> ROLE = named("role", RoleRow.class);
  static final Kind<PolicyRow> POLICY = named("policy", PolicyRow.class);
  static final Kind<ProfileRow> PROFILE = named("instance-profile", ProfileRow.class);
  static final Kind<OidcRow> OIDC = new Kind<>("oidc", OidcRow.class, OidcRow::url);
  static final Kind<SamlRow> SAML = new Kind<>("saml", SamlRow.class, row -> fold(row.name()));
  static final Kind<AccountRow> ACCOUNT = new Kind<>("account", AccountRow.class, _ -> "1");

  /** All of them. */
  static final List<Kind<?>> ALL = List.of(USER, GROUP, ROLE, POLICY, PROFILE, OIDC, SAML, ACCOUNT);

  private static <T extends Named> Kind<T> named(String table, Class<T> type) {
    return new Kind<>(table, type, row -> fold(row.name()));
  }

  /** A name as keys have it. */
  static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  RowKey rowKey(String name) {
    return new RowKey(table, Bytes.utf8(name));
  }
}
