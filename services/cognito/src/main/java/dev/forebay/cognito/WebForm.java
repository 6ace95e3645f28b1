package dev.forebay.cognito;

import dev.forebay.wire.http.RawRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request says in its query, its form and its {@code Authorization}. Immutable.
 *
 * @param query by name
 * @param fields of the form, by name
 * @param authorization the header, if there is one
 */
record WebForm(
    Map<String, String> query, Map<String, String> fields, Optional<String> authorization) {
  private static final int LONGEST = 65_536;

  WebForm {
    query = Map.copyOf(query);
    fields = Map.copyOf(fields);
  }

  /** Reads a request; the form is empty for one that is too long or none. */
  static WebForm read(RawRequest request) throws IOException {
    byte[] body =
        request.method().equals("POST") ? request.body().readNBytes(LONGEST) : new byte[0];
    return new WebForm(
        parse(request.rawQuery()),
        parse(new String(body, StandardCharsets.UTF_8)),
        request.headers().first("Authorization"));
  }

  static Map<String, String> parse(String encoded) {
    Map<String, String> values = new TreeMap<>();
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      // What is not encoded as it has to be is not there.
      Optional<String> name = equals < 1 ? Optional.empty() : decode(pair.substring(0, equals));
      Optional<String> value = name.flatMap(found -> decode(pair.substring(equals + 1)));
      value.ifPresent(text -> values.putIfAbsent(name.orElseThrow(), text));
    }
    return values;
  }

  private static Optional<String> decode(String encoded) {
    try {
      return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  Optional<String> asked(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * A client as it says that it is.
   *
   * @param id its id
   * @param secret its secret; null for none
   */
  record Claimed(String id, @Nullable String secret) {}

  /** The client, by HTTP's basic authentication or by the form. */
  Optional<Claimed> client() {
    Optional<Claimed> basic =
        authorization
            .filter(header -> header.regionMatches(true, 0, "Basic ", 0, 6))
            .flatMap(header -> basic(header.substring(6).strip()));
    return basic.isPresent()
        ? basic
        : field("client_id").map(id -> new Claimed(id, fields.get("client_secret")));
  }

  private static Optional<Claimed> basic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 1
          ? Optional.empty()
          : Optional.of(new Claimed(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The token of a bearer. */
  Optional<String> bearer() {
    return authorization
        .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(header -> header.substring(7).strip());
  }
}
