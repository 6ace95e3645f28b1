package dev.forebay.logs;

import java.util.Optional;

/**
 * A subscription filter as it is stored, in its group's row. Immutable.
 *
 * @param name unique in the group
 * @param pattern which events it wants
 * @param destination the ARN of a function, a data stream or a delivery stream
 * @param role under which a stream is written to
 * @param distribution {@code ByLogStream} or {@code Random}
 * @param transformed recorded only
 * @param created milliseconds since the epoch; what arrived before is not sent
 */
record SubscriptionRow(
    String name,
    String pattern,
    String destination,
    Optional<String> role,
    String distribution,
    boolean transformed,
    long created) {

  void encode(Encoder out) {
    out.text(name)
        .text(pattern)
        .text(destination)
        .optional(role)
        .text(distribution)
        .number(transformed ? 1 : 0)
        .number(created);
  }

  static SubscriptionRow decode(Decoder in) {
    return new SubscriptionRow(
        in.text(), in.text(), in.text(), in.optional(), in.text(), in.number() == 1, in.number());
  }
}
