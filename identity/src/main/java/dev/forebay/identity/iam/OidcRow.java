package dev.forebay.identity.iam;

import java.util.List;
import java.util.Map;

/**
 * An OpenID Connect identity provider as it is stored. Immutable.
 *
 * @param url without {@code https://}
 * @param clients client ids, which tokens are made for
 * @param thumbprints of the issuer's certificates
 * @param created seconds since 1970
 */
record OidcRow(
    String url,
    List<String> clients,
    List<String> thumbprints,
    long created,
    Map<String, String> tags)
    implements Tagged<OidcRow> {
  OidcRow {
    clients = List.copyOf(clients);
    thumbprints = List.copyOf(thumbprints);
    tags = Rows.sorted(tags);
  }

  OidcRow withClients(List<String> others) {
    return new OidcRow(url, others, thumbprints, created, tags);
  }

  OidcRow withThumbprints(List<String> others) {
    return new OidcRow(url, clients, others, created, tags);
  }

  @Override
  public OidcRow withTags(Map<String, String> others) {
    return new OidcRow(url, clients, thumbprints, created, others);
  }
}
