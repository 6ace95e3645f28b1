package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import java.util.Map;
import java.util.Optional;

/**
 * A registered consumer as it is stored. Immutable.
 *
 * @param name 1 to 128 characters
 * @param created milliseconds since 1970; its ARN ends with the seconds
 * @param phase what is being done to it
 * @param tags by key
 * @param policy the resource policy
 */
record ConsumerRow(
    String name,
    long created,
    StreamRow.Phase phase,
    Map<String, String> tags,
    Optional<String> policy) {
  ConsumerRow {
    tags = Map.copyOf(tags);
  }

  ConsumerRow withTags(Map<String, String> newTags) {
    return new ConsumerRow(name, created, phase, newTags, policy);
  }

  ConsumerRow withPolicy(Optional<String> newPolicy) {
    return new ConsumerRow(name, created, phase, tags, newPolicy);
  }

  ConsumerRow with(StreamRow.Phase newPhase) {
    return new ConsumerRow(name, created, newPhase, tags, policy);
  }

  String arn(OpenStream stream) {
    return stream.arn() + "/consumer/" + name + ":" + created / 1_000;
  }

  Bytes encode() {
    return new Encoder()
        .text(name)
        .number(created)
        .text(phase.status())
        .number(phase.until())
        .map(tags)
        .optional(policy)
        .done();
  }

  static ConsumerRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    return new ConsumerRow(
        in.text(),
        in.number(),
        new StreamRow.Phase(in.text(), in.number()),
        in.map(),
        in.optional());
  }
}
