package dev.forebay.sns;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/** Tags of topics. Thread-safe. */
final class TagOperations {
  private static final int MOST = 50;

  private final Topics topics;

  TagOperations(Topics topics) {
    this.topics = topics;
  }

  TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    OpenTopic topic = open(context, request.resourceArn());
    topics.update(topic, row -> row.withTags(checked(row.tags(), request.tags())));
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    OpenTopic topic = open(context, request.resourceArn());
    topics.update(
        topic,
        row -> {
          Map<String, String> left = new TreeMap<>(row.tags());
          left.keySet().removeAll(request.tagKeys());
          return row.withTags(left);
        });
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse list(CallContext context, ListTagsForResourceRequest request) {
    return ListTagsForResourceResponse.builder()
        .tags(
            new TreeMap<>(open(context, request.resourceArn()).row().tags())
                .entrySet().stream()
                    .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                    .toList())
        .build();
  }

  private OpenTopic open(CallContext context, @Nullable String arn) {
    return topics.find(Topics.arn(context, arn)).orElseThrow(SnsErrors::noResource);
  }

  /** Tags with further ones on top; refuses what AWS would refuse. */
  static Map<String, String> checked(Map<String, String> there, List<Tag> added) {
    Map<String, String> merged = new TreeMap<>(there);
    Set<String> keys = new HashSet<>();
    for (Tag tag : added) {
      String key = tag.key();
      String value = tag.value();
      if (key == null || key.isEmpty() || key.length() > 128 || key.startsWith("aws:")) {
        throw SnsErrors.invalid(
            "Tags", "a key must have 1 to 128 characters and not start with aws:");
      }
      if (value == null || value.length() > 256) {
        throw SnsErrors.invalid("Tags", "a value must have 0 to 256 characters");
      }
      if (!keys.add(key)) {
        throw SnsErrors.invalid("Duplicated keys are not allowed.");
      }
      merged.put(key, value);
    }
    if (merged.size() > MOST) {
      throw new AwsException(
          "TagLimitExceededException",
          400,
          "Could not complete request: tag quota of per resource exceeded");
    }
    return merged;
  }
}
