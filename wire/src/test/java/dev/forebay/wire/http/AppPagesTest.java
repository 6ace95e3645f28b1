package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages may send what. */
class AppPagesTest {
  private static final List<String> HEADERS = List.of("content-type", "X-Amz-Target");
  private final AppPages pages = new AppPages(new OwnNames(Set.of("forebay.test")));

  private static WireRequest head(String target, String host, String origin) {
    int question = target.indexOf('?');
    return new WireRequest(
        "OPTIONS",
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        Headers.of(
            "Host",
            host,
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "POST",
            "X-Amz-Target",
            "AWSCognitoIdentityProviderService.InitiateAuth"),
        Bytes.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:4566, http://localhost:3000, true",
    "localhost:4566, https://app.localhost:5173, true",
    "localhost:4566, http://127.0.0.1:3000, true",
    "127.0.0.1:4566, http://[::1]:3000, true",
    "forebay.test:4566, http://forebay.test:3000, true",
    "192.168.1.5:4566, http://192.168.1.5:3000, true",
    "localhost:4566, https://evil.example, false",
    "localhost:4566, http://93.184.215.14, false",
    "localhost:4566, https://localhost.evil.example, false",
    "localhost:4566, null, false",
    "localhost:4566, '', false",
    "evil.example:4566, http://evil.example:4566, false",
    "evil.example:4566, http://localhost:3000, false",
  })
  void pagesOfThisMachineMayCall(String host, String origin, boolean may) {
    WireRequest head = head("/", host, origin);
    assertThat(pages.preflight(head, HEADERS).isPresent()).isEqualTo(may);
    assertThat(pages.readable(head).isPresent()).isEqualTo(may);
  }

  @Test
  void theAnswerNamesWhatWasAskedFor() {
    Headers allowed =
        pages
            .preflight(head("/", "localhost:4566", "http://localhost:3000"), HEADERS)
            .orElseThrow();
    assertThat(allowed.first("Access-Control-Allow-Origin")).contains("*");
    assertThat(allowed.first("Access-Control-Allow-Methods")).contains("POST");
    assertThat(allowed.first("Access-Control-Allow-Headers")).contains("content-type,X-Amz-Target");
  }

  @Test
  void nothingThatSignsIsLetThrough() {
    WireRequest head = head("/", "localhost:4566", "http://localhost:3000");
    for (String name : List.of("Authorization", "x-amz-security-token", "x-amz-date")) {
      assertThat(pages.preflight(head, List.of("content-type", name))).isEmpty();
    }
    WireRequest signed = head("/?X-Amz-Credential=test", "localhost:4566", "http://localhost:3000");
    assertThat(pages.preflight(signed, HEADERS)).isEmpty();
    assertThat(pages.preflight(head("/box", "localhost", "http://localhost:3000"), HEADERS))
        .isEmpty();
  }
}
