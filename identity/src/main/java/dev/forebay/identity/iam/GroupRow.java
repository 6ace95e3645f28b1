package dev.forebay.identity.iam;

import java.util.List;
import java.util.Map;

/** A group as it is stored; its members' rows name it. Immutable. */
record GroupRow(
    String name,
    String path,
    String id,
    long created,
    Map<String, Document> inline,
    List<String> attached)
    implements Holder<GroupRow> {
  GroupRow {
    inline = Rows.sorted(inline);
    attached = List.copyOf(attached);
  }

  GroupRow named(String otherName, String otherPath) {
    return new GroupRow(otherName, otherPath, id, created, inline, attached);
  }

  @Override
  public GroupRow withPolicies(Map<String, Document> otherInline, List<String> otherAttached) {
    return new GroupRow(name, path, id, created, otherInline, otherAttached);
  }
}
