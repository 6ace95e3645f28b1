package dev.forebay.sqs;

import dev.forebay.model.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** The calls of a model, and its clock. */
record QueueCalls(SqsBench sqs, VirtualClock clock) {
  Instant now() {
    return clock.now();
  }

  List<Message> receive(String url, int max, int visibility) {
    return sqs.receive(
        ReceiveMessageRequest.builder()
            .queueUrl(url)
            .maxNumberOfMessages(max)
            .visibilityTimeout(visibility)
            .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
            .build());
  }

  /** How often a message has been received, as it says. */
  static int receives(Message message) {
    return Integer.parseInt(
        attribute(message, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT));
  }

  static String attribute(Message message, MessageSystemAttributeName name) {
    return Optional.ofNullable(message.attributes().get(name)).orElseThrow();
  }

  void delete(String url, String receipt) {
    sqs.call(DeleteMessageRequest.builder().queueUrl(url).receiptHandle(receipt).build());
  }

  void change(String url, String receipt, int seconds) {
    sqs.call(
        ChangeMessageVisibilityRequest.builder()
            .queueUrl(url)
            .receiptHandle(receipt)
            .visibilityTimeout(seconds)
            .build());
  }

  /** Purges, a minute after whatever was before. */
  void purge(String url) {
    clock.advance(Duration.ofSeconds(61));
    sqs.call(PurgeQueueRequest.builder().queueUrl(url).build());
  }

  /** How many messages can be received, are out, and are delayed. */
  List<Integer> depth(String url) {
    Map<String, String> counts =
        sqs.call(
                GetQueueAttributesRequest.builder()
                    .queueUrl(url)
                    .attributeNames(QueueAttributeName.ALL)
                    .build(),
                GetQueueAttributesResponse.class)
            .attributesAsStrings();
    return Stream.of("", "NotVisible", "Delayed")
        .map(which -> counts.getOrDefault("ApproximateNumberOfMessages" + which, ""))
        .map(Integer::parseInt)
        .toList();
  }
}
