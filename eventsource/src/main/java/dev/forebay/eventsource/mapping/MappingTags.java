package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.tag.Taggable;
import dev.forebay.model.Arn;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The tags of mappings. Thread-safe. */
final class MappingTags implements Taggable {
  private final Mappings mappings;

  MappingTags(Mappings mappings) {
    this.mappings = mappings;
  }

  @Override
  public boolean isMeant(Arn arn) {
    return arn.service().equals("lambda") && arn.resource().startsWith(MappingId.RESOURCE);
  }

  @Override
  public Map<String, String> tags(CallContext context, Arn arn) {
    return mappings.find(id(context, arn)).orElseThrow(() -> missing(arn)).tags();
  }

  @Override
  public void change(CallContext context, Arn arn, UnaryOperator<Map<String, String>> change) {
    mappings.tag(id(context, arn), change);
  }

  private static MappingId id(CallContext context, Arn arn) {
    if (!context.place().account().value().equals(arn.account())
        || !context.place().region().value().equals(arn.region())) {
      throw missing(arn);
    }
    UUID uuid =
        uuid(arn.resource().substring(MappingId.RESOURCE.length())).orElseThrow(() -> missing(arn));
    return new MappingId(context.place(), uuid);
  }

  /** The UUID that the text spells. */
  static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(uuid -> uuid.toString().equals(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static RuntimeException missing(Arn arn) {
    return Refusals.notFound("Event source mapping not found: " + arn);
  }
}
