package dev.forebay.model;

import java.util.Optional;

/**
 * An Amazon Resource Name, taken apart once. Immutable.
 *
 * @param partition {@code aws}, {@code aws-cn}, …
 * @param service the service's namespace, such as {@code lambda}
 * @param region the region, or empty for a global resource
 * @param account the account, or empty where the service leaves it out (S3)
 * @param resource everything after the fifth colon, colons and slashes included
 */
public record Arn(
    String partition, String service, String region, String account, String resource) {

  /** The ARN that the text spells, or empty when it does not have the six parts of one. */
  public static Optional<Arn> parse(String text) {
    String[] parts = text.split(":", 6);
    if (parts.length < 6
        || !parts[0].equals("arn")
        || parts[1].isEmpty()
        || parts[2].isEmpty()
        || parts[5].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]));
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
