package dev.forebay.identity.iam;

import java.util.List;
import java.util.Map;

/**
 * An instance profile as it is stored. Immutable.
 *
 * @param roles the names of its roles, in lower case; at most one
 */
record ProfileRow(
    String name, String path, String id, long created, Map<String, String> tags, List<String> roles)
    implements Named, Tagged<ProfileRow> {
  ProfileRow {
    tags = Rows.sorted(tags);
    roles = List.copyOf(roles);
  }

  ProfileRow withRoles(List<String> others) {
    return new ProfileRow(name, path, id, created, tags, others);
  }

  @Override
  public ProfileRow withTags(Map<String, String> others) {
    return new ProfileRow(name, path, id, created, others, roles);
  }
}
