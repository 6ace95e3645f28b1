package dev.forebay.sqs;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * What a caller wants sent, alone or in a batch. Immutable.
 *
 * @param body absent where the caller forgot it
 */
record NewMessage(
    Optional<String> body,
    Optional<Integer> delaySeconds,
    Map<String, MessageAttributeValue> attributes,
    Map<String, MessageSystemAttributeValue> systemAttributes,
    Optional<String> groupId,
    Optional<String> deduplicationId) {

  static NewMessage of(SendMessageRequest request) {
    return new NewMessage(
        Optional.ofNullable(request.messageBody()),
        Optional.ofNullable(request.delaySeconds()),
        request.messageAttributes(),
        request.messageSystemAttributesAsStrings(),
        Optional.ofNullable(request.messageGroupId()),
        Optional.ofNullable(request.messageDeduplicationId()));
  }

  static NewMessage of(SendMessageBatchRequestEntry entry) {
    return new NewMessage(
        Optional.ofNullable(entry.messageBody()),
        Optional.ofNullable(entry.delaySeconds()),
        entry.messageAttributes(),
        entry.messageSystemAttributesAsStrings(),
        Optional.ofNullable(entry.messageGroupId()),
        Optional.ofNullable(entry.messageDeduplicationId()));
  }
}
