package dev.forebay.server;

import dev.forebay.eventsource.mapping.MappingId;
import dev.forebay.eventsource.mapping.Mappings;
import dev.forebay.function.url.UrlDirectory;
import dev.forebay.identity.actions.Lookup;
import dev.forebay.identity.iam.Iam;
import dev.forebay.kinesis.Kinesis;
import dev.forebay.model.AccountRegion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The resources that requests mean without saying their ARNs, for the table of operations. */
final class ResourceNames {
  private ResourceNames() {}

  static Map<String, Lookup> lookups(
      Iam iam, Kinesis kinesis, Mappings mappings, UrlDirectory urls) {
    Map<String, Lookup> lookups = new HashMap<>(iam.lookups());
    lookups.put(
        "kinesis.iterator", (place, iterator) -> stream(place, kinesis.streamOfIterator(iterator)));
    lookups.put(
        "kinesis.shards", (place, token) -> stream(place, kinesis.streamOfShardsToken(token)));
    lookups.put("lambda.mapping", (place, uuid) -> function(mappings, place, uuid));
    lookups.put("lambda.url-auth", urls::authType);
    return lookups;
  }

  private static Optional<String> stream(AccountRegion place, Optional<String> stream) {
    return stream.map(name -> place.arn("kinesis", "stream/" + name).toString());
  }

  private static Optional<String> function(Mappings mappings, AccountRegion place, String uuid) {
    try {
      return mappings
          .find(new MappingId(place, UUID.fromString(uuid)))
          .map(mapping -> mapping.function().function().arn().toString());
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
