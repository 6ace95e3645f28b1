package dev.forebay.firehose;

import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.firehose.model.ListTagsForDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.ListTagsForDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.Tag;
import software.amazon.awssdk.services.firehose.model.TagDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.TagDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.UntagDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.UntagDeliveryStreamResponse;

/** The tags of streams. Thread-safe. */
final class StreamTags {
  private static final int MOST = 50;

  private final Streams streams;

  StreamTags(Streams streams) {
    this.streams = streams;
  }

  /** A tag's value, which need not be given. */
  static String value(Tag tag) {
    return tag.value() == null ? "" : tag.value();
  }

  TagDeliveryStreamResponse tag(CallContext context, TagDeliveryStreamRequest request) {
    streams.change(
        context.place(),
        request.deliveryStreamName(),
        row -> {
          Map<String, String> tags = new TreeMap<>(row.tags());
          request.tags().forEach(tag -> tags.put(tag.key(), value(tag)));
          if (tags.size() > MOST) {
            throw FirehoseErrors.limit("A delivery stream can have at most 50 tags.");
          }
          return row.withTags(tags);
        });
    return TagDeliveryStreamResponse.builder().build();
  }

  UntagDeliveryStreamResponse untag(CallContext context, UntagDeliveryStreamRequest request) {
    streams.change(
        context.place(),
        request.deliveryStreamName(),
        row -> {
          Map<String, String> tags = new TreeMap<>(row.tags());
          request.tagKeys().forEach(tags::remove);
          return row.withTags(tags);
        });
    return UntagDeliveryStreamResponse.builder().build();
  }

  ListTagsForDeliveryStreamResponse list(
      CallContext context, ListTagsForDeliveryStreamRequest request) {
    StreamRow row = streams.require(context.place(), request.deliveryStreamName()).row();
    int limit = request.limit() == null ? MOST : request.limit();
    String after = Optional.ofNullable(request.exclusiveStartTagKey()).orElse("");
    List<Tag> tags =
        row.tags().entrySet().stream()
            .filter(tag -> tag.getKey().compareTo(after) > 0)
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    return ListTagsForDeliveryStreamResponse.builder()
        .tags(tags.subList(0, Math.min(limit, tags.size())))
        .hasMoreTags(tags.size() > limit)
        .build();
  }
}
