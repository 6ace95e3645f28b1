package dev.forebay.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigatewayv2.model.Route;

/** "Create routes for HTTP APIs", Routing API requests. */
class RouteTableTest {
  private static RouteTable table(String... keys) {
    return new RouteTable(
        List.of(keys).stream().map(key -> Route.builder().routeKey(key).build()).toList());
  }

  private static Optional<String> key(RouteTable table, String method, String path) {
    return table.find(method, path).map(match -> match.route().routeKey());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /pets/dog/1, GET /pets/dog/1",
    "GET, /pets/dog/2, GET /pets/dog/{id}",
    "GET, /pets/cat/1, GET /pets/{proxy+}",
    "POST, /test/5, ANY /{proxy+}",
    "POST, /pets/dog/1, ANY /{proxy+}",
    "GET, /, $default"
  })
  void theMostParticularRouteIsFound(String method, String path, String expected) {
    // In no order: the table makes its own.
    RouteTable table =
        table(
            "$default",
            "ANY /{proxy+}",
            "GET /pets/{proxy+}",
            "GET /pets/dog/{id}",
            "GET /pets/dog/1");
    assertThat(key(table, method, path)).contains(expected);
  }

  @Test
  void aMethodComesBeforeAllMethodsOfTheSamePathOnly() {
    RouteTable table = table("ANY /a/{x}", "GET /a/{x}", "GET /{y+}", "ANY /a/b");
    assertThat(key(table, "GET", "/a/1")).contains("GET /a/{x}");
    assertThat(key(table, "PUT", "/a/1")).contains("ANY /a/{x}");
    assertThat(key(table, "GET", "/a/b")).contains("ANY /a/b");
    assertThat(key(table, "PUT", "/other")).isEmpty();
  }

  @Test
  void variablesAreDecodedAndAreNeverEmpty() {
    RouteTable table = table("GET /a/{x}/c", "GET /g/{rest+}");
    assertThat(table.find("GET", "/a/1%2F2%20+/c").orElseThrow().parameters())
        .isEqualTo(Map.of("x", "1/2 +"));
    assertThat(table.find("GET", "/g/1/%C3%A9/").orElseThrow().parameters())
        .isEqualTo(Map.of("rest", "1/\u00e9/"));
    assertThat(key(table, "GET", "/a//c")).isEmpty();
    assertThat(key(table, "GET", "/g/")).isEmpty();
    assertThat(key(table, "GET", "/g")).isEmpty();
    assertThat(key(table, "GET", "/a/1/c/")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"get /a", "GET a", "GET", "/a", "GET /{a+}/b", "GET /{a", "GET /x{a}", "TRACE /a"})
  void whatIsNoKeyIsRefused(String text) {
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() -> RouteKey.parse(text))
        .withMessageContaining("<HTTP METHOD> /<RESOURCE PATH>");
  }
}
