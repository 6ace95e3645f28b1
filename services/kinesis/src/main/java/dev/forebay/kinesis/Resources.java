package dev.forebay.kinesis;

import dev.forebay.kinesis.Consumers.OpenConsumer;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a resource ARN names: a stream or a consumer of one. Thread-safe. */
final class Resources {
  private final Streams streams;
  private final Consumers consumers;

  Resources(Streams streams, Consumers consumers) {
    this.streams = streams;
    this.consumers = consumers;
  }

  /** Something with tags and a policy. */
  sealed interface Resource {
    Map<String, String> tags();

    Optional<String> policy();
  }

  private record OfStream(OpenStream stream) implements Resource {
    @Override
    public Map<String, String> tags() {
      return stream.row().options().tags();
    }

    @Override
    public Optional<String> policy() {
      return stream.row().options().policy();
    }
  }

  private record OfConsumer(OpenConsumer consumer) implements Resource {
    @Override
    public Map<String, String> tags() {
      return consumer.row().tags();
    }

    @Override
    public Optional<String> policy() {
      return consumer.row().policy();
    }
  }

  /** The resource of an ARN, or AWS's error. */
  Resource open(CallContext context, String arn) {
    if (arn.contains("/consumer/")) {
      return new OfConsumer(
          consumers.find(context.place(), arn).orElseThrow(() -> Consumers.none(arn)));
    }
    return new OfStream(streams.open(context, null, arn));
  }

  /** The policy of an ARN's resource, if there are both. */
  Optional<String> policy(Arn arn) {
    return find(arn).flatMap(Resource::policy);
  }

  /** The tags of an ARN's resource; none when there is no such resource. */
  Map<String, String> tags(Arn arn) {
    return find(arn).map(Resource::tags).orElse(Map.of());
  }

  private Optional<Resource> find(Arn arn) {
    if (!AccountId.isValid(arn.account()) || !Region.isValid(arn.region())) {
      return Optional.empty();
    }
    AccountRegion place = new AccountRegion(new AccountId(arn.account()), new Region(arn.region()));
    if (arn.resource().contains("/consumer/")) {
      return consumers.find(place, arn.toString()).map(OfConsumer::new);
    }
    return streams
        .find(place, arn.resource().substring(arn.resource().indexOf('/') + 1))
        .map(OfStream::new);
  }

  /** Changes tags as they are at the time of the change. */
  void tag(Resource resource, UnaryOperator<Map<String, String>> change) {
    switch (resource) {
      case OfStream it ->
          streams.update(
              it.stream(),
              row -> row.with(row.options().withTags(change.apply(row.options().tags()))));
      case OfConsumer it ->
          consumers.update(it.consumer(), row -> row.withTags(change.apply(row.tags())));
    }
  }

  void setPolicy(Resource resource, Optional<String> policy) {
    switch (resource) {
      case OfStream it ->
          streams.update(it.stream(), row -> row.with(row.options().withPolicy(policy)));
      case OfConsumer it -> consumers.update(it.consumer(), row -> row.withPolicy(policy));
    }
  }
}
