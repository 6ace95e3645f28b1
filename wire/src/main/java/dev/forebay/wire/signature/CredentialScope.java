package dev.forebay.wire.signature;

import java.util.Optional;

/**
 * The {@code Credential} of a signature: an access key and what the signing key was derived for.
 *
 * @param accessKeyId the key
 * @param date eight digits
 * @param region as written; it may be no region
 * @param service the service's signing name
 * @param terminator should be {@code aws4_request}
 */
record CredentialScope(
    String accessKeyId, String date, String region, String service, String terminator) {

  /** The parts of {@code key/date/region/service/terminator}; a key may hold slashes itself. */
  static Optional<CredentialScope> parse(String text) {
    String[] parts = text.split("/", -1);
    int n = parts.length;
    if (n < 5) {
      return Optional.empty();
    }
    String key = String.join("/", java.util.Arrays.copyOf(parts, n - 4));
    for (int i = n - 4; i < n; i++) {
      if (parts[i].isEmpty()) {
        return Optional.empty();
      }
    }
    return key.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CredentialScope(key, parts[n - 4], parts[n - 3], parts[n - 2], parts[n - 1]));
  }

  /** {@code date/region/service/terminator}, a line of the string to sign. */
  String scope() {
    return date + "/" + region + "/" + service + "/" + terminator;
  }
}
