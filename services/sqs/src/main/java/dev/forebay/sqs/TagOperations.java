package dev.forebay.sqs;

import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** Tags of queues. Thread-safe. */
final class TagOperations {
  private static final int MOST = 50;

  private final Queues queues;

  TagOperations(Queues queues) {
    this.queues = queues;
  }

  TagQueueResponse tag(CallContext context, TagQueueRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    if (request.tags().isEmpty()) {
      throw SqsErrors.missing("Tags");
    }
    queues.update(
        queue,
        row -> {
          Map<String, String> merged = new TreeMap<>(row.tags());
          merged.putAll(request.tags());
          check(merged);
          return row.withTags(merged);
        });
    return TagQueueResponse.builder().build();
  }

  UntagQueueResponse untag(CallContext context, UntagQueueRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    if (request.tagKeys().isEmpty()) {
      throw SqsErrors.invalid("Tag keys must be between 1 and 128 characters in length.");
    }
    queues.update(
        queue,
        row -> {
          Map<String, String> left = new TreeMap<>(row.tags());
          left.keySet().removeAll(request.tagKeys());
          return row.withTags(left);
        });
    return UntagQueueResponse.builder().build();
  }

  ListQueueTagsResponse list(CallContext context, ListQueueTagsRequest request) {
    return ListQueueTagsResponse.builder()
        .tags(queues.open(context, request.queueUrl()).row().tags())
        .build();
  }

  /** Refuses tags that AWS would refuse. */
  static void check(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw SqsErrors.invalid("Too many tags added for queue.");
    }
    tags.forEach((key, value) -> {
      if (key.isEmpty() || key.length() > 128) {
        throw SqsErrors.invalid("Tag keys must be between 1 and 128 characters in length.");
      }
      if (value == null || value.length() > 256) {
        throw SqsErrors.invalid("Tag values must be between 0 and 256 characters in length.");
      }
      if (key.startsWith("aws:")) {
        throw SqsErrors.invalid("Tag keys starting with 'aws:' are reserved for system use.");
      }
    });
  }
}
