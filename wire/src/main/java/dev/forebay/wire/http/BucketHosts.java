package dev.forebay.wire.http;

import dev.forebay.wire.protocol.WireRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Knows which hosts name a bucket: {@code bucket.s3.localhost}, {@code
 * bucket.s3.eu-west-1.localhost} and {@code bucket.localhost}, with our other names in the place of
 * {@code localhost} ("Virtual hosting of buckets", Amazon S3 User Guide). Immutable.
 */
final class BucketHosts {
  private static final String SERVICE = "s3";

  /** Names below ours that are no buckets: those of functions and of APIs. */
  private static final Pattern OTHERS = Pattern.compile(".*\\.(lambda-url|execute-api)\\..*");

  private final Pattern service;
  private final Pattern bucket;

  /** With these names besides {@code localhost} and S3's own at AWS. */
  BucketHosts(Set<String> names) {
    String ours =
        names.stream()
            .map(name -> "|" + Pattern.quote(name.toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining());
    String region = "(?:[.-](?:dualstack\\.)?[a-z]{2}(?:-[a-z]+)+-[0-9])?";
    String s3 = "s3" + region + "\\.(?:localhost|amazonaws\\.com" + ours + ")";
    this.service = Pattern.compile(s3);
    this.bucket =
        Pattern.compile("(?<long>.+)\\." + s3 + "|(?<short>.+)\\.(?:localhost" + ours + ")");
  }

  /**
   * A request as it is for the path style.
   *
   * @param request with the bucket in its path
   * @param service the service that the request is for, as far as it is known
   */
  record Addressed(WireRequest request, Optional<String> service) {}

  /**
   * Puts the bucket that the host names into the path.
   *
   * @param service the service that the request was signed for
   */
  Addressed address(WireRequest head, Optional<String> service) {
    if (service.isPresent() && !service.get().equals(SERVICE)) {
      return new Addressed(head, service);
    }
    String host = withoutPort(head.headers().first("Host").orElse(""));
    if (isPlain(host)) {
      return new Addressed(head, service);
    }
    if (this.service.matcher(host).matches()) {
      return new Addressed(head, Optional.of(SERVICE));
    }
    Matcher named = bucket.matcher(host);
    if (!named.matches() || OTHERS.matcher(host).matches()) {
      return new Addressed(head, service);
    }
    String name = named.group("long") == null ? named.group("short") : named.group("long");
    return new Addressed(
        new WireRequest(
            head.method(),
            "/" + name + head.rawPath(),
            head.rawQuery(),
            head.headers(),
            head.body()),
        Optional.of(SERVICE));
  }

  /**
   * Whether the host names a bucket of S3's, so that no path below it is ours. The short form does
   * not: such a name may be another one of ours.
   */
  boolean namesBucket(WireRequest head) {
    String host = withoutPort(head.headers().first("Host").orElse(""));
    if (isPlain(host)) {
      return false;
    }
    Matcher named = bucket.matcher(host);
    return named.matches() && named.group("long") != null;
  }

  // Nearly every request names such a host, so no pattern is asked.
  private static boolean isPlain(String host) {
    return host.isEmpty()
        || host.equals("localhost")
        || host.charAt(0) == '['
        || Character.isDigit(host.charAt(host.length() - 1));
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon >= 0 && !authority.endsWith("]");
    return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
  }
}
