package dev.forebay.identity.iam;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A user as it is stored, with all that belongs to it. Immutable.
 *
 * @param boundary the ARN of the permissions boundary
 * @param groups the names of its groups, in lower case
 * @param keys at most two
 */
record UserRow(
    String name,
    String path,
    String id,
    long created,
    Map<String, String> tags,
    Optional<String> boundary,
    Map<String, Document> inline,
    List<String> attached,
    List<String> groups,
    List<KeyRow> keys,
    Optional<LoginRow> login)
    implements Holder<UserRow>, Tagged<UserRow>, Bounded<UserRow> {
  UserRow {
    tags = Rows.sorted(tags);
    inline = Rows.sorted(inline);
    attached = List.copyOf(attached);
    groups = List.copyOf(groups);
    keys = List.copyOf(keys);
  }

  UserRow named(String otherName, String otherPath) {
    return new UserRow(
        otherName, otherPath, id, created, tags, boundary, inline, attached, groups, keys, login);
  }

  @Override
  public UserRow withTags(Map<String, String> others) {
    return new UserRow(
        name, path, id, created, others, boundary, inline, attached, groups, keys, login);
  }

  @Override
  public UserRow withBoundary(Optional<String> other) {
    return new UserRow(name, path, id, created, tags, other, inline, attached, groups, keys, login);
  }

  @Override
  public UserRow withPolicies(Map<String, Document> otherInline, List<String> otherAttached) {
    return new UserRow(
        name, path, id, created, tags, boundary, otherInline, otherAttached, groups, keys, login);
  }

  UserRow withGroups(List<String> others) {
    return new UserRow(
        name, path, id, created, tags, boundary, inline, attached, others, keys, login);
  }

  UserRow withKeys(List<KeyRow> others) {
    return new UserRow(
        name, path, id, created, tags, boundary, inline, attached, groups, others, login);
  }

  UserRow withLogin(Optional<LoginRow> other) {
    return new UserRow(
        name, path, id, created, tags, boundary, inline, attached, groups, keys, other);
  }
}
