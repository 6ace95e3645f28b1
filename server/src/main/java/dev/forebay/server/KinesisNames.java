package dev.forebay.server;

import dev.forebay.identity.actions.Lookup;
import dev.forebay.kinesis.Kinesis;
import dev.forebay.model.AccountRegion;
import java.util.Map;
import java.util.Optional;

/** The streams that Kinesis's opaque texts are about, for the table of operations. */
final class KinesisNames {
  private KinesisNames() {}

  static Map<String, Lookup> lookups(Kinesis kinesis) {
    return Map.of(
        "kinesis.iterator",
        (place, iterator) -> arn(place, kinesis.streamOfIterator(iterator)),
        "kinesis.shards",
        (place, token) -> arn(place, kinesis.streamOfShardsToken(token)));
  }

  private static Optional<String> arn(AccountRegion place, Optional<String> stream) {
    return stream.map(name -> place.arn("kinesis", "stream/" + name).toString());
  }
}
