package dev.forebay.events;

import dev.forebay.pattern.EventPattern;
import dev.forebay.pattern.InvalidPatternException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;

/** Rules. Thread-safe. */
final class RuleOperations {
  private final Buses buses;
  private final RuleSchedules schedules;

  RuleOperations(Buses buses, RuleSchedules schedules) {
    this.buses = buses;
    this.schedules = schedules;
  }

  PutRuleResponse put(CallContext context, PutRuleRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    String pattern = blankAsNone(request.eventPattern());
    String schedule = blankAsNone(request.scheduleExpression());
    if (pattern == null && schedule == null) {
      throw EventsErrors.invalid(
          "Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (schedule != null) {
      if (!bus.isDefault()) {
        throw EventsErrors.invalid(
            "ScheduleExpression is supported only on the default event bus.");
      }
      RuleSchedules.check(schedule);
    }
    if (pattern != null) {
      checkPattern(pattern);
    }
    String state = request.state() == null ? "ENABLED" : request.stateAsString();
    RuleId id = new RuleId(bus, request.name());
    buses.change(() -> {
      Bus live = buses.open(bus);
      Optional<RuleRow> old = live.rule(request.name()).map(LiveRule::row);
      RuleRow row =
          new RuleRow(
              bus.name(),
              request.name(),
              pattern,
              schedule,
              state,
              request.description(),
              request.roleArn(),
              context.place().account().value(),
              old.map(RuleRow::tags).orElseGet(() -> Tags.of(request.tags())),
              old.map(RuleRow::targets).orElse(List.of()),
              old.map(RuleRow::anchor).orElse(0L),
              old.map(RuleRow::next).orElse(0L));
      return save(live, bus, schedules.timed(row, old));
    });
    return PutRuleResponse.builder().ruleArn(id.arn().toString()).build();
  }

  private static @Nullable String blankAsNone(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /**
   * Checks a pattern.
   *
   * @throws dev.forebay.wire.AwsException InvalidEventPatternException with the matcher's reason
   */
  static void checkPattern(String pattern) {
    try {
      EventPattern.parse(pattern);
    } catch (InvalidPatternException e) {
      throw EventsErrors.invalidPattern(String.valueOf(e.getMessage()));
    }
  }

  /** Writes a rule, and lets it act as it now says. */
  private RuleRow save(Bus live, BusId bus, RuleRow row) {
    buses.store().put(bus.place(), Kinds.RULE, row.key(), row);
    LiveRule rule = LiveRule.of(bus, row);
    live.set(rule);
    schedules.follow(rule);
    return row;
  }

  DescribeRuleResponse describe(CallContext context, DescribeRuleRequest request) {
    RuleRow row = require(context, request.eventBusName(), request.name()).row();
    RuleId id = new RuleId(BusId.of(context.place(), request.eventBusName()), row.name());
    return DescribeRuleResponse.builder()
        .name(row.name())
        .arn(id.arn().toString())
        .eventPattern(row.pattern())
        .scheduleExpression(row.schedule())
        .state(row.state())
        .description(row.description())
        .roleArn(row.roleArn())
        .eventBusName(row.bus())
        .createdBy(row.createdBy())
        .build();
  }

  private LiveRule require(CallContext context, @Nullable String busName, String name) {
    BusId bus = BusId.of(context.place(), busName);
    return require(buses.open(bus), new RuleId(bus, name));
  }

  static LiveRule require(Bus live, RuleId id) {
    return live.rule(id.name()).orElseThrow(() -> EventsErrors.noRule(id));
  }

  ListRulesResponse list(CallContext context, ListRulesRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    buses.require(bus);
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    Page<RuleRow> page =
        Pages.of(
            buses.store().all(bus.place(), Kinds.RULE, RuleRow.key(bus.name(), prefix)),
            RuleRow::name,
            request.nextToken(),
            request.limit());
    return ListRulesResponse.builder()
        .rules(
            page.items().stream()
                .map(row ->
                    Rule.builder()
                        .name(row.name())
                        .arn(new RuleId(bus, row.name()).arn().toString())
                        .eventPattern(row.pattern())
                        .scheduleExpression(row.schedule())
                        .state(row.state())
                        .description(row.description())
                        .roleArn(row.roleArn())
                        .eventBusName(row.bus())
                        .build())
                .toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  ListRuleNamesByTargetResponse listByTarget(
      CallContext context, ListRuleNamesByTargetRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    buses.require(bus);
    List<String> names =
        buses.store().all(bus.place(), Kinds.RULE, RuleRow.key(bus.name(), "")).stream()
            .filter(row ->
                row.targets().stream()
                    .map(RuleTarget::read)
                    .anyMatch(target -> target.target().arn().equals(request.targetArn())))
            .map(RuleRow::name)
            .toList();
    Page<String> page = Pages.of(names, name -> name, request.nextToken(), request.limit());
    return ListRuleNamesByTargetResponse.builder()
        .ruleNames(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }

  EnableRuleResponse enable(CallContext context, EnableRuleRequest request) {
    setState(context, request.eventBusName(), request.name(), "ENABLED");
    return EnableRuleResponse.builder().build();
  }

  DisableRuleResponse disable(CallContext context, DisableRuleRequest request) {
    setState(context, request.eventBusName(), request.name(), "DISABLED");
    return DisableRuleResponse.builder().build();
  }

  private void setState(CallContext context, @Nullable String busName, String name, String state) {
    BusId bus = BusId.of(context.place(), busName);
    buses.change(() -> {
      Bus live = buses.open(bus);
      RuleRow old = require(live, new RuleId(bus, name)).row();
      return save(
          live,
          bus,
          schedules.timed(old.withState(state, old.anchor(), old.next()), Optional.of(old)));
    });
  }

  DeleteRuleResponse delete(CallContext context, DeleteRuleRequest request) {
    BusId bus = BusId.of(context.place(), request.eventBusName());
    RuleId id = new RuleId(bus, request.name());
    buses.change(() -> {
      Bus live = buses.open(bus);
      Optional<LiveRule> rule = live.rule(request.name());
      if (rule.isPresent()) {
        if (!rule.get().targets().isEmpty()) {
          throw EventsErrors.invalid("Rule can't be deleted since it has targets.");
        }
        buses.store().delete(bus.place(), Kinds.RULE, rule.get().row().key());
        live.drop(rule.get().name());
        schedules.forget(id);
      }
      return id;
    });
    return DeleteRuleResponse.builder().build();
  }

  TestEventPatternResponse test(CallContext context, TestEventPatternRequest request) {
    EventPattern pattern;
    try {
      pattern = EventPattern.parse(request.eventPattern());
    } catch (InvalidPatternException e) {
      throw EventsErrors.invalidPattern(String.valueOf(e.getMessage()));
    }
    return TestEventPatternResponse.builder()
        .result(SampleEvent.matches(request.event(), pattern))
        .build();
  }

  /** The tags of a rule. */
  Map<String, String> tags(RuleId id) {
    return require(buses.open(id.bus()), id).row().tags();
  }

  /** Gives a rule other tags. */
  void tag(RuleId id, UnaryOperator<Map<String, String>> change) {
    buses.change(() -> {
      Bus live = buses.open(id.bus());
      RuleRow row = require(live, id).row();
      return save(live, id.bus(), row.withTags(change.apply(row.tags())));
    });
  }
}
