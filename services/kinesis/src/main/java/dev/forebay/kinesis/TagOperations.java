package dev.forebay.kinesis;

import dev.forebay.kinesis.Resources.Resource;
import dev.forebay.wire.CallContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamResponse;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;

/** Tags of streams and consumers, in their old and their new form. Thread-safe. */
final class TagOperations {
  private final Streams streams;
  private final Resources resources;

  TagOperations(Streams streams, Resources resources) {
    this.streams = streams;
    this.resources = resources;
  }

  AddTagsToStreamResponse addToStream(CallContext context, AddTagsToStreamRequest request) {
    add(
        resources.open(context, arn(context, request.streamName(), request.streamARN())),
        request.tags());
    return AddTagsToStreamResponse.builder().build();
  }

  TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    add(resources.open(context, request.resourceARN()), request.tags());
    return TagResourceResponse.builder().build();
  }

  private void add(Resource resource, Map<String, String> tags) {
    Tags.check(tags);
    resources.tag(
        resource,
        there -> {
          Map<String, String> merged = new TreeMap<>(there);
          merged.putAll(tags);
          Tags.checkCount(merged.size());
          return merged;
        });
  }

  RemoveTagsFromStreamResponse removeFromStream(
      CallContext context, RemoveTagsFromStreamRequest request) {
    remove(
        resources.open(context, arn(context, request.streamName(), request.streamARN())),
        request.tagKeys());
    return RemoveTagsFromStreamResponse.builder().build();
  }

  UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    remove(resources.open(context, request.resourceARN()), request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  private void remove(Resource resource, Collection<String> keys) {
    resources.tag(
        resource,
        there -> {
          Map<String, String> left = new TreeMap<>(there);
          left.keySet().removeAll(keys);
          return left;
        });
  }

  ListTagsForStreamResponse listOfStream(CallContext context, ListTagsForStreamRequest request) {
    String after = request.exclusiveStartTagKey() == null ? "" : request.exclusiveStartTagKey();
    int limit = request.limit() == null ? Tags.MOST : request.limit();
    List<Tag> left =
        shapes(
                resources
                    .open(context, arn(context, request.streamName(), request.streamARN()))
                    .tags())
            .stream()
            .filter(tag -> tag.key().compareTo(after) > 0)
            .toList();
    return ListTagsForStreamResponse.builder()
        .tags(left.stream().limit(limit).toList())
        .hasMoreTags(left.size() > limit)
        .build();
  }

  ListTagsForResourceResponse list(CallContext context, ListTagsForResourceRequest request) {
    return ListTagsForResourceResponse.builder()
        .tags(shapes(resources.open(context, request.resourceARN()).tags()))
        .build();
  }

  private String arn(CallContext context, @Nullable String streamName, @Nullable String streamArn) {
    return streams.open(context, streamName, streamArn).arn();
  }

  private static List<Tag> shapes(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }
}
