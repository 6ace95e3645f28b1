package dev.forebay.events;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Targets of rules. Thread-safe. */
final class TargetOperations {
  private static final int MOST = 5;

  private final Buses buses;

  TargetOperations(Buses buses) {
    this.buses = buses;
  }

  PutTargetsResponse put(CallContext context, PutTargetsRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    List<RuleTarget> given = request.targets().stream().map(RuleTarget::of).toList();
    checkIds(given);
    buses.change(() -> {
      Bus live = buses.open(bus);
      LiveRule rule = RuleOperations.require(live, new RuleId(bus, request.rule()));
      Map<String, RuleTarget> merged = byId(rule.targets());
      merged.putAll(byId(given));
      if (merged.size() > MOST) {
        throw EventsErrors.limit();
      }
      return save(live, bus, rule, List.copyOf(merged.values()));
    });
    return PutTargetsResponse.builder().failedEntryCount(0).failedEntries(List.of()).build();
  }

  private static void checkIds(List<RuleTarget> given) {
    Set<String> ids = new HashSet<>();
    for (RuleTarget target : given) {
      if (!ids.add(target.target().id())) {
        throw EventsErrors.invalid(
            "Duplicate target id " + target.target().id() + " in the request.");
      }
    }
  }

  private static Map<String, RuleTarget> byId(List<RuleTarget> targets) {
    Map<String, RuleTarget> map = new LinkedHashMap<>();
    targets.forEach(target -> map.put(target.target().id(), target));
    return map;
  }

  private LiveRule save(Bus live, BusId bus, LiveRule rule, List<RuleTarget> targets) {
    LiveRule changed =
        new LiveRule(
            rule.id(),
            rule.row().withTargets(targets.stream().map(RuleTarget::write).toList()),
            rule.pattern(),
            targets);
    buses.store().put(bus.place(), Kinds.RULE, changed.row().key(), changed.row());
    live.set(changed);
    return changed;
  }

  RemoveTargetsResponse remove(CallContext context, RemoveTargetsRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    List<RemoveTargetsResultEntry> failed = new ArrayList<>();
    buses.change(() -> {
      Bus live = buses.open(bus);
      LiveRule rule = RuleOperations.require(live, new RuleId(bus, request.rule()));
      Map<String, RuleTarget> left = byId(rule.targets());
      for (String id : request.ids()) {
        if (left.remove(id) == null) {
          failed.add(
              RemoveTargetsResultEntry.builder()
                  .targetId(id)
                  .errorCode("ResourceNotFoundException")
                  .errorMessage(
                      "Rule "
                          + request.rule()
                          + " does not have target(s) with the following ID(s): "
                          + id)
                  .build());
        }
      }
      return save(live, bus, rule, List.copyOf(left.values()));
    });
    return RemoveTargetsResponse.builder()
        .failedEntryCount(failed.size())
        .failedEntries(failed)
        .build();
  }

  ListTargetsByRuleResponse list(CallContext context, ListTargetsByRuleRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    LiveRule rule = RuleOperations.require(buses.open(bus), new RuleId(bus, request.rule()));
    List<Target> targets =
        rule.targets().stream()
            .map(RuleTarget::target)
            .sorted(java.util.Comparator.comparing(Target::id))
            .toList();
    Page<Target> page = Pages.of(targets, Target::id, request.nextToken(), request.limit());
    return ListTargetsByRuleResponse.builder()
        .targets(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }
}
