package dev.forebay.function.url;

import dev.forebay.model.Region;
import java.net.URI;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Spells the URLs of functions: {@code http://ID.lambda-url.REGION.HOST:PORT/}, at the endpoint by
 * which the caller reached us. Names below {@code localhost} lead to this machine without any DNS.
 */
public final class UrlAddress {
  private static final int LENGTH = 32;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

  private UrlAddress() {}

  static String draw(RandomGenerator random) {
    StringBuilder id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }

  static String of(URI endpoint, Region region, String urlId) {
    String port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
    return endpoint.getScheme() + "://" + host(endpoint, region, urlId) + port + "/";
  }

  /**
   * The host of a URL, without the port.
   *
   * @param endpoint by which the caller reached us, be it the URL's own host
   */
  public static String host(URI endpoint, Region region, String urlId) {
    String label = urlId + ".lambda-url." + region + ".";
    String host = endpoint.getHost();
    if (host != null && host.toLowerCase(Locale.ROOT).startsWith(label)) {
      return host;
    }
    // An address has no names below it.
    return label + (host == null || ADDRESS.matcher(host).matches() ? "localhost" : host);
  }
}
