package dev.forebay.scheduler;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsRequest;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsResponse;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceResponse;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceResponse;

/** Groups of schedules, and their tags. Thread-safe. */
final class GroupOperations {
  private static final String ACTIVE = "ACTIVE";
  private static final int MOST_TAGS = 200;

  private final RowStore<AccountRegion> store;
  private final Clockwork clockwork;
  private final Clock clock;

  GroupOperations(RowStore<AccountRegion> store, Clockwork clockwork, Clock clock) {
    this.store = store;
    this.clockwork = clockwork;
    this.clock = clock;
  }

  private static Arn arn(AccountRegion place, String name) {
    return place.arn("scheduler", "schedule-group/" + name);
  }

  /**
   * A group; the default one is there without anybody's making it.
   *
   * @throws dev.forebay.wire.AwsException when there is none
   */
  GroupRow require(AccountRegion place, String name) {
    return store
        .find(place, Kinds.GROUP, name)
        .or(() ->
            name.equals(GroupRow.DEFAULT)
                ? Optional.of(new GroupRow(name, Map.of(), null, 0, 0))
                : Optional.empty())
        .orElseThrow(() -> SchedulerErrors.noGroup(name));
  }

  CreateScheduleGroupResponse create(CallContext context, CreateScheduleGroupRequest request) {
    AccountRegion place = context.place();
    long now = clock.now().toEpochMilli();
    store.change(
        place,
        () -> {
          Optional<GroupRow> old = store.find(place, Kinds.GROUP, request.name());
          if (old.isPresent() || request.name().equals(GroupRow.DEFAULT)) {
            boolean repeated =
                request.clientToken() != null
                    && old.filter(row -> request.clientToken().equals(row.token())).isPresent();
            if (!repeated) {
              throw SchedulerErrors.conflict(
                  "Schedule group " + request.name() + " already exists.");
            }
            return old.get();
          }
          GroupRow row =
              new GroupRow(request.name(), tags(request.tags()), request.clientToken(), now, now);
          store.put(place, Kinds.GROUP, row.name(), row);
          return row;
        });
    return CreateScheduleGroupResponse.builder()
        .scheduleGroupArn(arn(place, request.name()).toString())
        .build();
  }

  private static Map<String, String> tags(List<Tag> tags) {
    Map<String, String> map = new TreeMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }

  GetScheduleGroupResponse get(CallContext context, GetScheduleGroupRequest request) {
    GroupRow row = require(context.place(), request.name());
    return GetScheduleGroupResponse.builder()
        .arn(arn(context.place(), row.name()).toString())
        .name(row.name())
        .state(ACTIVE)
        .creationDate(Instant.ofEpochMilli(row.created()))
        .lastModificationDate(Instant.ofEpochMilli(row.modified()))
        .build();
  }

  ListScheduleGroupsResponse list(CallContext context, ListScheduleGroupsRequest request) {
    AccountRegion place = context.place();
    String prefix = Optional.ofNullable(request.namePrefix()).orElse("");
    List<GroupRow> rows = new ArrayList<>(store.all(place, Kinds.GROUP, prefix));
    if (GroupRow.DEFAULT.startsWith(prefix)
        && rows.stream().noneMatch(row -> row.name().equals(GroupRow.DEFAULT))) {
      rows.add(require(place, GroupRow.DEFAULT));
    }
    rows.sort(Comparator.comparing(GroupRow::name));
    Page<GroupRow> page = Pages.of(rows, GroupRow::name, request.nextToken(), request.maxResults());
    return ListScheduleGroupsResponse.builder()
        .scheduleGroups(
            page.items().stream()
                .map(row ->
                    ScheduleGroupSummary.builder()
                        .arn(arn(place, row.name()).toString())
                        .name(row.name())
                        .state(ACTIVE)
                        .creationDate(Instant.ofEpochMilli(row.created()))
                        .lastModificationDate(Instant.ofEpochMilli(row.modified()))
                        .build())
                .toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  DeleteScheduleGroupResponse delete(CallContext context, DeleteScheduleGroupRequest request) {
    AccountRegion place = context.place();
    if (request.name().equals(GroupRow.DEFAULT)) {
      throw SchedulerErrors.invalid("Schedule group default cannot be deleted.");
    }
    store.change(
        place,
        () -> {
          GroupRow row = require(place, request.name());
          // The group goes last: after a crash in between it can be deleted again.
          store
              .all(place, Kinds.SCHEDULE, ScheduleId.key(row.name(), ""))
              .forEach(schedule -> {
                ScheduleId id = new ScheduleId(place, schedule.group(), schedule.name());
                store.delete(place, Kinds.SCHEDULE, id.key());
                clockwork.forget(id);
              });
          store.delete(place, Kinds.GROUP, row.name());
          return row;
        });
    return DeleteScheduleGroupResponse.builder().build();
  }

  TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    change(
        context.place(),
        request.resourceArn(),
        old -> {
          Map<String, String> merged = new TreeMap<>(old);
          merged.putAll(tags(request.tags()));
          if (merged.size() > MOST_TAGS) {
            throw SchedulerErrors.invalid("A schedule group can have at most 200 tags.");
          }
          return merged;
        });
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    change(
        context.place(),
        request.resourceArn(),
        old -> {
          Map<String, String> left = new TreeMap<>(old);
          left.keySet().removeAll(request.tagKeys());
          return left;
        });
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse listTags(CallContext context, ListTagsForResourceRequest request) {
    GroupRow row = require(context.place(), name(request.resourceArn()));
    return ListTagsForResourceResponse.builder()
        .tags(
            new TreeMap<>(row.tags())
                .entrySet().stream()
                    .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                    .toList())
        .build();
  }

  private void change(AccountRegion place, String arn, UnaryOperator<Map<String, String>> change) {
    store.change(
        place,
        () -> {
          GroupRow row = require(place, name(arn));
          GroupRow changed = row.withTags(change.apply(row.tags()), clock.now().toEpochMilli());
          store.put(place, Kinds.GROUP, row.name(), changed);
          return changed;
        });
  }

  private static String name(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
