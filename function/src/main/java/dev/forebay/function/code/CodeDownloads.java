package dev.forebay.function.code;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.CodePackage;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.wire.http.RawRoute;
import dev.forebay.wire.protocol.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the links under which packages can be downloaded for ten minutes, as AWS's presigned ones,
 * and answers them. The key is drawn at the start: a link does not outlive the process.
 * Thread-safe.
 */
public final class CodeDownloads {
  /** The path below which all links lie. */
  public static final String PATH = "/_forebay/code/";

  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Pattern LINK = Pattern.compile("([0-9a-f]{64})");
  private static final Pattern QUERY =
      Pattern.compile("expires=([0-9]{1,12})&token=([0-9a-f]{64})");

  private final CodeStore store;
  private final SecretKeySpec key;

  /**
   * Links to a store's packages.
   *
   * @param random the key's source: it must be hard to guess
   */
  public CodeDownloads(CodeStore store, RandomGenerator random) {
    this.store = store;
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    this.key = new SecretKeySpec(bits, "HmacSHA256");
  }

  /** A link to a package at the endpoint by which the caller reached us. */
  public String link(URI endpoint, CodePackage content, Instant now) {
    long expires = now.plus(LIFETIME).getEpochSecond();
    return endpoint.resolve(PATH + content.sha256())
        + "?expires="
        + expires
        + "&token="
        + token(content.sha256(), expires);
  }

  /**
   * What a link leads to; empty when it was not made here or is too old.
   *
   * @param path the request's raw path
   * @param query the request's raw query, empty where there is none
   */
  public Optional<Bytes> download(String path, String query, Instant now) {
    if (!path.startsWith(PATH)) {
      return Optional.empty();
    }
    Matcher link = LINK.matcher(path.substring(PATH.length()));
    Matcher signed = QUERY.matcher(query);
    if (!link.matches() || !signed.matches()) {
      return Optional.empty();
    }
    long expires = Long.parseLong(signed.group(1));
    if (now.getEpochSecond() > expires || !matches(link.group(1), expires, signed.group(2))) {
      return Optional.empty();
    }
    return Optional.of(store.zip(link.group(1)));
  }

  /** The route on which the server answers links; each says by its token that it was given out. */
  public RawRoute route(Clock clock) {
    return new RawRoute(
        PATH,
        RawRoute.Access.EVERYONE,
        (request, response) -> {
          Optional<Bytes> zip =
              request.method().equals("GET")
                  ? download(request.rawPath(), request.rawQuery(), clock.now())
                  : Optional.empty();
          if (zip.isEmpty()) {
            throw Refusals.accessDenied("The link is not valid or has expired.");
          }
          response.send(200, Headers.of("Content-Type", "application/zip"), zip.get());
        });
  }

  private boolean matches(String sha256, long expires, String token) {
    return MessageDigest.isEqual(
        token(sha256, expires).getBytes(StandardCharsets.UTF_8),
        token.getBytes(StandardCharsets.UTF_8));
  }

  private String token(String sha256, long expires) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((sha256 + "\n" + expires).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
