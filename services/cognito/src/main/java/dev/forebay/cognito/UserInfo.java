package dev.forebay.cognito;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what an access token's scopes let its bearer know of its user ("UserInfo endpoint").
 * Immutable.
 *
 * @param pools finds clients
 * @param tokens reads the token
 */
record UserInfo(Pools pools, Tokens tokens) {
  WebAnswer tell(Pool pool, WebForm form) {
    Optional<String> token = form.bearer().or(() -> form.field("access_token"));
    if (token.isEmpty()) {
      return refusal("invalid_request");
    }
    try {
      Tokens.Bearer bearer = tokens.bearer(token.get());
      if (!bearer.pool().id().equals(pool.id()) || !bearer.scopes().contains("openid")) {
        return refusal("invalid_token");
      }
      Map<String, String> told = new LinkedHashMap<>();
      bearer
          .user()
          .everything()
          .forEach((name, value) -> {
            if (isOf(bearer.scopes(), name)
                && pools.findApp(bearer.app()).map(app -> app.mayRead(name)).orElse(false)) {
              told.put(name, value);
            }
          });
      told.put("username", bearer.user().username());
      return WebAnswer.json(200, told);
    } catch (AwsException e) {
      return refusal("invalid_token");
    }
  }

  private static boolean isOf(List<String> scopes, String attribute) {
    return switch (attribute) {
      case "sub" -> true;
      case "email", "email_verified" -> scopes.contains("email") || scopes.contains("profile");
      case "phone_number", "phone_number_verified" ->
          scopes.contains("phone") || scopes.contains("profile");
      default -> scopes.contains("profile");
    };
  }

  private static WebAnswer refusal(String error) {
    WebAnswer plain = WebAnswer.error(error);
    return new WebAnswer(
        plain.status(),
        Headers.builder()
            .addAll(plain.headers())
            .add("WWW-Authenticate", "error=\"" + error + "\"")
            .build(),
        plain.body());
  }
}
