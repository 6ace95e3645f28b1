package dev.forebay.cognito;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authorization code as it is stored. Immutable.
 *
 * @param app the client's id
 * @param username who signed in
 * @param redirect to where the code was sent
 * @param scopes that were asked for
 * @param challenge what PKCE's verifier must hash to; null without
 * @param nonce that the ID token repeats; null without
 * @param authTime when the user signed in, in milliseconds since 1970
 */
record Grant(
    String app,
    String username,
    String redirect,
    List<String> scopes,
    @Nullable String challenge,
    @Nullable String nonce,
    long authTime) {
  Grant {
    scopes = List.copyOf(scopes);
  }
}
