package dev.forebay.proxy;

import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.Headers;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a function answers over HTTP. Immutable.
 *
 * @param status 200 to 599
 * @param headers as the function named them, one {@code set-cookie} for each cookie; with a {@code
 *     content-type}
 * @param body the bytes
 */
public record HttpAnswer(int status, Headers headers, Bytes body) {
  /** The content type of what says nothing of its own. */
  public static final String JSON = "application/json";

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  /** What the server itself says; AWS shows what the function said under another name. */
  private static final Set<String> REMAPPED =
      Set.of("connection", "content-length", "date", "server", "x-amzn-requestid");

  /** Headers of one connection only. */
  private static final Set<String> DROPPED =
      Set.of("keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

  /**
   * Checks what HTTP asks.
   *
   * @throws MalformedAnswer for what it does not allow
   */
  public HttpAnswer {
    if (status < 200 || status > 599) {
      throw new MalformedAnswer("statusCode must be 200..599: " + status);
    }
    Headers.Builder kept = Headers.builder();
    headers.forEach((name, value) -> {
      check(name, value);
      String lower = name.toLowerCase(Locale.ROOT);
      if (REMAPPED.contains(lower)) {
        kept.add("x-amzn-Remapped-" + lower, value);
      } else if (!DROPPED.contains(lower)) {
        kept.add(name, value);
      }
    });
    if (!headers.contains("content-type")) {
      kept.add("Content-Type", JSON);
    }
    headers = kept.build();
    if (status == 204 || status == 304) {
      body = Bytes.EMPTY;
    }
  }

  /** Status 200 with a JSON body. */
  public static HttpAnswer json(Bytes body) {
    return new HttpAnswer(200, Headers.EMPTY, body);
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches()
        || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
      throw new MalformedAnswer("no header of HTTP: " + name);
    }
  }
}
