package dev.forebay.identity.iam;

import java.util.Map;

/**
 * A SAML identity provider as it is stored. Immutable.
 *
 * @param uuid its unique id
 * @param metadata the document that was given
 * @param created seconds since 1970
 */
record SamlRow(String name, String uuid, String metadata, long created, Map<String, String> tags)
    implements Tagged<SamlRow> {
  SamlRow {
    tags = Rows.sorted(tags);
  }

  SamlRow withMetadata(String other) {
    return new SamlRow(name, uuid, other, created, tags);
  }

  @Override
  public SamlRow withTags(Map<String, String> others) {
    return new SamlRow(name, uuid, metadata, created, others);
  }
}
