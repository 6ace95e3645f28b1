package dev.forebay.cognito;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What those read who check a pool's tokens: its keys and its OpenID configuration. Immutable.
 *
 * @param keys of pools
 * @param tokens know who they are from
 */
record WellKnown(PoolKeys keys, Tokens tokens) {
  String keysOf(Pool pool) {
    return keys.publicKeys(pool);
  }

  /** The configuration ("OpenID Connect Discovery 1.0"). */
  String configuration(Pool pool) {
    String issuer = tokens.issuer(pool);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("authorization_endpoint", issuer + "/oauth2/authorize");
    told.put("end_session_endpoint", issuer + "/logout");
    told.put("id_token_signing_alg_values_supported", List.of("RS256"));
    told.put("issuer", issuer);
    told.put("jwks_uri", issuer + "/.well-known/jwks.json");
    told.put("response_types_supported", List.of("code", "token"));
    told.put("revocation_endpoint", issuer + "/oauth2/revoke");
    told.put("scopes_supported", List.of("openid", "email", "phone", "profile"));
    told.put("subject_types_supported", List.of("public"));
    told.put("token_endpoint", issuer + "/oauth2/token");
    told.put(
        "token_endpoint_auth_methods_supported",
        List.of("client_secret_basic", "client_secret_post"));
    told.put("userinfo_endpoint", issuer + "/oauth2/userInfo");
    return SignIn.json(told);
  }
}
