package dev.forebay.events;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceResponse;

/** Tags of buses and rules. Thread-safe. */
final class TagOperations {
  private final Buses buses;
  private final RuleOperations rules;

  TagOperations(Buses buses, RuleOperations rules) {
    this.buses = buses;
    this.rules = rules;
  }

  TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    change(
        request.resourceARN(),
        tags -> {
          Map<String, String> merged = new TreeMap<>(tags);
          merged.putAll(Tags.of(request.tags()));
          return Tags.check(merged);
        });
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    change(
        request.resourceARN(),
        tags -> {
          Map<String, String> left = new TreeMap<>(tags);
          left.keySet().removeAll(request.tagKeys());
          return left;
        });
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse list(CallContext context, ListTagsForResourceRequest request) {
    Optional<RuleId> rule = rule(request.resourceARN());
    Map<String, String> tags =
        rule.isPresent()
            ? rules.tags(rule.get())
            : buses.require(bus(request.resourceARN())).tags();
    return ListTagsForResourceResponse.builder().tags(Tags.list(tags)).build();
  }

  private void change(String arn, UnaryOperator<Map<String, String>> change) {
    Optional<RuleId> rule = rule(arn);
    if (rule.isPresent()) {
      rules.tag(rule.get(), change);
      return;
    }
    BusId bus = bus(arn);
    buses.change(() -> {
      BusRow row = buses.require(bus);
      BusRow changed = row.withTags(change.apply(row.tags()));
      buses.store().put(bus.place(), Kinds.BUS, bus.name(), changed);
      return changed;
    });
  }

  private static BusId bus(String arn) {
    return Arn.parse(arn)
        .flatMap(BusId::of)
        .orElseThrow(() -> EventsErrors.notFound("Resource " + arn + " does not exist."));
  }

  private static Optional<RuleId> rule(String text) {
    return Arn.parse(text)
        .filter(arn ->
            arn.resource().startsWith("rule/")
                && AccountId.isValid(arn.account())
                && Region.isValid(arn.region()))
        .map(arn -> {
          AccountRegion place =
              new AccountRegion(new AccountId(arn.account()), new Region(arn.region()));
          String name = arn.resource().substring("rule/".length());
          int slash = name.lastIndexOf('/');
          return new RuleId(
              new BusId(place, slash < 0 ? BusId.DEFAULT : name.substring(0, slash)),
              name.substring(slash + 1));
        });
  }
}
