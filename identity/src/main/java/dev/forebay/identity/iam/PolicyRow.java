package dev.forebay.identity.iam;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A managed policy as it is stored. Immutable.
 *
 * @param updated when a version was last made or chosen, seconds since 1970
 * @param versions at most five, oldest first
 * @param defaultVersion the number of the version in force
 * @param lastVersion the highest number ever given: none is given twice
 */
record PolicyRow(
    String name,
    String path,
    String id,
    long created,
    long updated,
    Optional<String> description,
    Map<String, String> tags,
    List<Version> versions,
    int defaultVersion,
    int lastVersion)
    implements Named, Tagged<PolicyRow> {
  PolicyRow {
    tags = Rows.sorted(tags);
    versions = List.copyOf(versions);
  }

  /**
   * One version of the document.
   *
   * @param number shown as {@code v1}
   * @param document what it says
   * @param created seconds since 1970
   */
  record Version(int number, Document document, long created) {}

  /** The version in force. */
  Version inForce() {
    return version(defaultVersion)
        .orElseThrow(() -> new IllegalStateException("policy without a default version: " + name));
  }

  Optional<Version> version(int number) {
    return versions.stream().filter(version -> version.number() == number).findFirst();
  }

  PolicyRow withVersions(List<Version> others, int otherDefault, int otherLast, long now) {
    return new PolicyRow(
        name, path, id, created, now, description, tags, others, otherDefault, otherLast);
  }

  @Override
  public PolicyRow withTags(Map<String, String> others) {
    return new PolicyRow(
        name,
        path,
        id,
        created,
        updated,
        description,
        others,
        versions,
        defaultVersion,
        lastVersion);
  }
}
