package dev.forebay.identity.iam;

import dev.forebay.model.Arn;
import java.util.List;
import java.util.Optional;

/** The OpenID Connect providers that accounts trust, as of the last change. Thread-safe. */
@FunctionalInterface
public interface IdentityProviders {
  /**
   * The provider of an issuer in the account of a role.
   *
   * @param role says which account, and its partition
   * @param issuer as tokens name it, an http or https URL
   */
  Optional<Provider> find(Arn role, String issuer);

  /**
   * A provider.
   *
   * @param arn as trust policies name it
   * @param url the issuer's URL without its scheme, with which condition keys begin
   * @param clients the audiences that its tokens may be for
   */
  record Provider(Arn arn, String url, List<String> clients) {
    /** Copies the list. */
    public Provider {
      clients = List.copyOf(clients);
    }
  }
}
