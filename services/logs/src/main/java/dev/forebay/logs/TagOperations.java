package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** Tags of log groups, by ARN and, in the older operations, by name. Thread-safe. */
final class TagOperations {
  private static final int MAX_TAGS = 50;

  private final Function<AccountRegion, LogTables> tables;

  TagOperations(Function<AccountRegion, LogTables> tables) {
    this.tables = tables;
  }

  TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    add(context, named(context, request.resourceArn()), request.tags());
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    remove(context, named(context, request.resourceArn()), request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse list(CallContext context, ListTagsForResourceRequest request) {
    String name = named(context, request.resourceArn());
    return ListTagsForResourceResponse.builder()
        .tags(
            tables
                .apply(context.place())
                .group(name)
                .orElseThrow(LogsErrors::noSuchResource)
                .value()
                .tags())
        .build();
  }

  TagLogGroupResponse tagGroup(CallContext context, TagLogGroupRequest request) {
    add(context, request.logGroupName(), request.tags());
    return TagLogGroupResponse.builder().build();
  }

  UntagLogGroupResponse untagGroup(CallContext context, UntagLogGroupRequest request) {
    remove(context, request.logGroupName(), request.tags());
    return UntagLogGroupResponse.builder().build();
  }

  ListTagsLogGroupResponse listGroup(CallContext context, ListTagsLogGroupRequest request) {
    return ListTagsLogGroupResponse.builder()
        .tags(
            new LogGroups(tables.apply(context.place()))
                .existing(request.logGroupName())
                .value()
                .tags())
        .build();
  }

  private void add(CallContext context, String name, Map<String, String> tags) {
    check(tags);
    new LogGroups(tables.apply(context.place()))
        .update(
            name,
            group -> {
              Map<String, String> merged = new HashMap<>(group.tags());
              merged.putAll(tags);
              if (merged.size() > MAX_TAGS) {
                throw LogsErrors.tooManyTags();
              }
              return group.withTags(merged);
            });
  }

  private void remove(CallContext context, String name, Collection<String> keys) {
    new LogGroups(tables.apply(context.place()))
        .update(
            name,
            group -> {
              Map<String, String> left = new HashMap<>(group.tags());
              left.keySet().removeAll(keys);
              return group.withTags(left);
            });
  }

  private String named(CallContext context, String arn) {
    return GroupReference.ofArn(arn, context.place())
        .filter(name -> tables.apply(context.place()).group(name).isPresent())
        .orElseThrow(LogsErrors::noSuchResource);
  }

  /** Refuses tags that AWS would refuse. */
  static void check(Map<String, String> tags) throws AwsException {
    for (String key : tags.keySet()) {
      if (key.startsWith("aws:")) {
        throw LogsErrors.invalid("Tag keys starting with 'aws:' are reserved: " + key);
      }
    }
  }
}
