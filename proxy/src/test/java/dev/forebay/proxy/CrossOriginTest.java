package dev.forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.wire.protocol.Headers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrossOriginTest {
  private static CrossOrigin of(String origin, boolean credentials, String... request) {
    CrossOrigin.Rules rules =
        new CrossOrigin.Rules(
            credentials,
            List.of("*"),
            List.of("GET", "PUT"),
            List.of(origin),
            List.of("x-seen"),
            Optional.of(60));
    return new CrossOrigin(rules, Headers.of(request));
  }

  @Test
  void aPreflightIsAnsweredFromTheConfiguration() {
    CrossOrigin asked =
        of("*", false, "Origin", "https://a.x", "Access-Control-Request-Method", "PUT");
    assertThat(asked.isPreflight("OPTIONS")).isTrue();
    assertThat(asked.isPreflight("PUT")).isFalse();
    Headers answer = asked.preflight();
    assertThat(answer.first("Access-Control-Allow-Origin")).contains("*");
    assertThat(answer.first("Access-Control-Allow-Methods")).contains("GET,PUT");
    assertThat(answer.first("Access-Control-Allow-Headers")).contains("*");
    assertThat(answer.first("Access-Control-Max-Age")).contains("60");
  }

  @Test
  void toCredentialsTheAnswerHasNoWildcard() {
    Headers answer =
        of("*", true, "Origin", "https://a.x", "Access-Control-Request-Headers", "x-one")
            .preflight();
    assertThat(answer.first("Access-Control-Allow-Origin")).contains("https://a.x");
    assertThat(answer.first("Access-Control-Allow-Headers")).contains("x-one");
    assertThat(answer.first("Access-Control-Allow-Credentials")).contains("true");
    assertThat(answer.first("Vary")).contains("Origin");
  }

  @Test
  void theConfigurationTakesThePlaceOfWhatTheFunctionSays() {
    Headers said = Headers.of("access-control-allow-origin", "*", "x-seen", "1");
    Headers allowed = of("https://a.x", false, "Origin", "https://a.x").applyTo(said);
    assertThat(allowed.all("Access-Control-Allow-Origin")).containsExactly("https://a.x");
    assertThat(allowed.first("Access-Control-Expose-Headers")).contains("x-seen");
    assertThat(allowed.first("x-seen")).contains("1");
    Headers foreign = of("https://a.x", false, "Origin", "https://b.x").applyTo(said);
    assertThat(foreign.contains("Access-Control-Allow-Origin")).isFalse();
  }
}
