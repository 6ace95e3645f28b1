package dev.forebay.identity.iam;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A role as it is stored, with all that belongs to it. Immutable.
 *
 * @param longestSession seconds
 * @param linkedService the service that a service-linked role belongs to
 * @param used its last use, as far as it was stored
 */
record RoleRow(
    String name,
    String path,
    String id,
    long created,
    Document trust,
    Optional<String> description,
    int longestSession,
    Map<String, String> tags,
    Optional<String> boundary,
    Map<String, Document> inline,
    List<String> attached,
    Optional<String> linkedService,
    Optional<LastUse> used)
    implements Holder<RoleRow>, Tagged<RoleRow>, Bounded<RoleRow> {
  RoleRow {
    tags = Rows.sorted(tags);
    inline = Rows.sorted(inline);
    attached = List.copyOf(attached);
  }

  RoleRow trusting(Document other) {
    return new RoleRow(
        name,
        path,
        id,
        created,
        other,
        description,
        longestSession,
        tags,
        boundary,
        inline,
        attached,
        linkedService,
        used);
  }

  RoleRow described(Optional<String> otherDescription, int otherLongest) {
    return new RoleRow(
        name,
        path,
        id,
        created,
        trust,
        otherDescription,
        otherLongest,
        tags,
        boundary,
        inline,
        attached,
        linkedService,
        used);
  }

  RoleRow usedAt(LastUse use) {
    return new RoleRow(
        name,
        path,
        id,
        created,
        trust,
        description,
        longestSession,
        tags,
        boundary,
        inline,
        attached,
        linkedService,
        Optional.of(use));
  }

  @Override
  public RoleRow withTags(Map<String, String> others) {
    return new RoleRow(
        name,
        path,
        id,
        created,
        trust,
        description,
        longestSession,
        others,
        boundary,
        inline,
        attached,
        linkedService,
        used);
  }

  @Override
  public RoleRow withBoundary(Optional<String> other) {
    return new RoleRow(
        name,
        path,
        id,
        created,
        trust,
        description,
        longestSession,
        tags,
        other,
        inline,
        attached,
        linkedService,
        used);
  }

  @Override
  public RoleRow withPolicies(Map<String, Document> otherInline, List<String> otherAttached) {
    return new RoleRow(
        name,
        path,
        id,
        created,
        trust,
        description,
        longestSession,
        tags,
        boundary,
        otherInline,
        otherAttached,
        linkedService,
        used);
  }
}
