package dev.forebay.scheduler;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Page;
import dev.forebay.wire.Switchboard;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** Schedules. Thread-safe. */
final class ScheduleOperations {
  private static final String PRINCIPAL = "scheduler.amazonaws.com";

  private final RowStore<AccountRegion> store;
  private final GroupOperations groups;
  private final Clockwork clockwork;
  private final Supplier<Switchboard> switchboard;
  private final Clock clock;

  ScheduleOperations(
      RowStore<AccountRegion> store,
      GroupOperations groups,
      Clockwork clockwork,
      Supplier<Switchboard> switchboard,
      Clock clock) {
    this.store = store;
    this.groups = groups;
    this.clockwork = clockwork;
    this.switchboard = switchboard;
    this.clock = clock;
  }

  CreateScheduleResponse create(CallContext context, CreateScheduleRequest request) {
    ScheduleId id = id(context, request.groupName(), request.name());
    Instant now = clock.now();
    ScheduleRow row =
        checked(
            context,
            id,
            new ScheduleRow(
                id.group(),
                id.name(),
                request.scheduleExpression(),
                zone(request.scheduleExpressionTimezone()),
                millis(request.startDate()),
                millis(request.endDate()),
                request.state() == null ? "ENABLED" : request.stateAsString(),
                request.description(),
                window(request.flexibleTimeWindow()),
                ScheduleTarget.of(request.target()).write(),
                request.kmsKeyArn(),
                request.actionAfterCompletion() == null
                    ? "NONE"
                    : request.actionAfterCompletionAsString(),
                request.clientToken(),
                request.startDate() == null ? now.toEpochMilli() : millis(request.startDate()),
                0,
                0,
                now.toEpochMilli(),
                now.toEpochMilli()));
    store.change(
        id.place(),
        () -> {
          groups.require(id.place(), id.group());
          Optional<ScheduleRow> old = store.find(id.place(), Kinds.SCHEDULE, id.key());
          if (old.isPresent()) {
            if (request.clientToken() == null || !request.clientToken().equals(old.get().token())) {
              throw SchedulerErrors.conflict("Schedule " + id.name() + " already exists.");
            }
            return old.get();
          }
          return save(id, clockwork.timed(row, now.minusMillis(1)));
        });
    return CreateScheduleResponse.builder().scheduleArn(id.arn().toString()).build();
  }

  private ScheduleRow save(ScheduleId id, ScheduleRow row) {
    store.put(id.place(), Kinds.SCHEDULE, id.key(), row);
    clockwork.follow(id, row);
    return row;
  }

  private static ScheduleId id(CallContext context, @Nullable String group, String name) {
    return new ScheduleId(context.place(), group == null ? GroupRow.DEFAULT : group, name);
  }

  private static String zone(@Nullable String zone) {
    return zone == null ? "UTC" : zone;
  }

  private static long millis(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }

  private static int window(FlexibleTimeWindow window) {
    boolean flexible = window.mode() == FlexibleTimeWindowMode.FLEXIBLE;
    Integer minutes = window.maximumWindowInMinutes();
    if (flexible && minutes == null) {
      throw SchedulerErrors.invalid(
          "MaximumWindowInMinutes must be provided when Mode is FLEXIBLE.");
    }
    if (!flexible && minutes != null) {
      throw SchedulerErrors.invalid(
          "MaximumWindowInMinutes must not be provided when Mode is OFF.");
    }
    return minutes == null ? 0 : minutes;
  }

  private ScheduleRow checked(CallContext context, ScheduleId id, ScheduleRow row) {
    Clockwork.expression(row.expression());
    Clockwork.zone(row.zone());
    if (row.start() != 0 && row.end() != 0 && row.end() < row.start()) {
      throw SchedulerErrors.invalid("The StartDate must be before the EndDate.");
    }
    ScheduleTarget target = ScheduleTarget.read(row.target());
    target.check(switchboard.get().services());
    checkRole(context, id, target);
    return row;
  }

  /** Asks the role's trust policy, as AssumeRole would. */
  private void checkRole(CallContext context, ScheduleId id, ScheduleTarget target) {
    CallContext service =
        new CallContext(
            new Caller.Service(PRINCIPAL, Optional.of(id.arn()), Optional.of(id.place().account())),
            id.place(),
            context.requestId(),
            context.endpoint(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try {
      switchboard
          .get()
          .check(
              service,
              "sts",
              "AssumeRole",
              AssumeRoleRequest.builder()
                  .roleArn(target.target().roleArn())
                  .roleSessionName("scheduler")
                  .build());
    } catch (AwsException e) {
      throw SchedulerErrors.invalid(
          "The execution role you provide must allow AWS EventBridge Scheduler to assume the"
              + " role.");
    }
  }

  UpdateScheduleResponse update(CallContext context, UpdateScheduleRequest request) {
    ScheduleId id = id(context, request.groupName(), request.name());
    Instant now = clock.now();
    store.change(
        id.place(),
        () -> {
          groups.require(id.place(), id.group());
          ScheduleRow old = require(id);
          ScheduleRow row =
              checked(
                  context,
                  id,
                  new ScheduleRow(
                      id.group(),
                      id.name(),
                      request.scheduleExpression(),
                      zone(request.scheduleExpressionTimezone()),
                      millis(request.startDate()),
                      millis(request.endDate()),
                      request.state() == null ? "ENABLED" : request.stateAsString(),
                      request.description(),
                      window(request.flexibleTimeWindow()),
                      ScheduleTarget.of(request.target()).write(),
                      request.kmsKeyArn(),
                      request.actionAfterCompletion() == null
                          ? "NONE"
                          : request.actionAfterCompletionAsString(),
                      old.token(),
                      request.startDate() == null
                          ? now.toEpochMilli()
                          : millis(request.startDate()),
                      0,
                      0,
                      old.created(),
                      now.toEpochMilli()));
          return save(id, clockwork.timed(row, now.minusMillis(1)));
        });
    return UpdateScheduleResponse.builder().scheduleArn(id.arn().toString()).build();
  }

  private ScheduleRow require(ScheduleId id) {
    return store
        .find(id.place(), Kinds.SCHEDULE, id.key())
        .orElseThrow(() -> SchedulerErrors.noSchedule(id.name()));
  }

  GetScheduleResponse get(CallContext context, GetScheduleRequest request) {
    ScheduleId id = id(context, request.groupName(), request.name());
    groups.require(id.place(), id.group());
    ScheduleRow row = require(id);
    return GetScheduleResponse.builder()
        .arn(id.arn().toString())
        .name(row.name())
        .groupName(row.group())
        .scheduleExpression(row.expression())
        .scheduleExpressionTimezone(row.zone())
        .startDate(orNone(row.start()))
        .endDate(orNone(row.end()))
        .state(row.state())
        .description(row.description())
        .kmsKeyArn(row.kms())
        .actionAfterCompletion(row.afterCompletion())
        .flexibleTimeWindow(window ->
            window
                .mode(row.windowMinutes() == 0 ? "OFF" : "FLEXIBLE")
                .maximumWindowInMinutes(row.windowMinutes() == 0 ? null : row.windowMinutes()))
        .target(ScheduleTarget.read(row.target()).target())
        .creationDate(Instant.ofEpochMilli(row.created()).truncatedTo(ChronoUnit.MILLIS))
        .lastModificationDate(Instant.ofEpochMilli(row.modified()))
        .build();
  }

  private static @Nullable Instant orNone(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  DeleteScheduleResponse delete(CallContext context, DeleteScheduleRequest request) {
    ScheduleId id = id(context, request.groupName(), request.name());
    store.change(
        id.place(),
        () -> {
          groups.require(id.place(), id.group());
          ScheduleRow row = require(id);
          store.delete(id.place(), Kinds.SCHEDULE, id.key());
          clockwork.forget(id);
          return row;
        });
    return DeleteScheduleResponse.builder().build();
  }

  ListSchedulesResponse list(CallContext context, ListSchedulesRequest request) {
    AccountRegion place = context.place();
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    if (request.groupName() != null) {
      groups.require(place, request.groupName());
    }
    String group = request.groupName() == null ? "" : ScheduleId.key(request.groupName(), prefix);
    List<ScheduleRow> rows =
        store.all(place, Kinds.SCHEDULE, group).stream()
            .filter(row -> row.name().startsWith(prefix))
            .filter(row -> request.state() == null || row.state().equals(request.stateAsString()))
            .sorted(Comparator.comparing(ScheduleOperations::key))
            .toList();
    Page<ScheduleRow> page =
        Pages.of(rows, ScheduleOperations::key, request.nextToken(), request.maxResults());
    return ListSchedulesResponse.builder()
        .schedules(page.items().stream().map(row -> summary(place, row)).toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private static String key(ScheduleRow row) {
    return ScheduleId.key(row.group(), row.name());
  }

  private static ScheduleSummary summary(AccountRegion place, ScheduleRow row) {
    return ScheduleSummary.builder()
        .arn(new ScheduleId(place, row.group(), row.name()).arn().toString())
        .name(row.name())
        .groupName(row.group())
        .state(row.state())
        .creationDate(Instant.ofEpochMilli(row.created()))
        .lastModificationDate(Instant.ofEpochMilli(row.modified()))
        .target(target -> target.arn(ScheduleTarget.read(row.target()).target().arn()))
        .build();
  }
}
