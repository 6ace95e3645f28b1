package dev.forebay.sqs;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A message as it is stored. Immutable.
 *
 * @param messageId as the sender was told; kept when the message moves to another queue
 * @param body the text
 * @param sender who sent it, {@code SenderId}
 * @param traceHeader the X-Ray header that came with it
 * @param groupId its message group
 * @param deduplicationId the id given, or the digest of the body
 * @param deadLetterSource the queue that it was moved from
 * @param receivedBefore how often it was received in that queue
 * @param attributes the sender's own attributes, by name
 */
record StoredMessage(
    String messageId,
    String body,
    String sender,
    Optional<String> traceHeader,
    Optional<String> groupId,
    Optional<String> deduplicationId,
    Optional<String> deadLetterSource,
    int receivedBefore,
    Map<String, Attribute> attributes) {

  /**
   * One attribute of the sender's.
   *
   * @param type {@code String}, {@code Number} or {@code Binary}, with the sender's own ending
   * @param value UTF-8 of a text or number
   */
  record Attribute(String type, Bytes value) {
    boolean isBinary() {
      return type.startsWith("Binary");
    }
  }

  StoredMessage {
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /** As it arrives in a dead-letter queue. */
  StoredMessage from(String sourceArn, int received) {
    return new StoredMessage(
        messageId,
        body,
        sender,
        traceHeader,
        groupId,
        deduplicationId,
        Optional.of(sourceArn),
        receivedBefore + received,
        attributes);
  }

  /** As a new message, that was never received nor moved. */
  StoredMessage renewed(String newId) {
    return new StoredMessage(
        newId,
        body,
        sender,
        traceHeader,
        groupId,
        deduplicationId,
        Optional.empty(),
        0,
        attributes);
  }

  Bytes encode() {
    Encoder out =
        new Encoder()
            .text(messageId)
            .text(body)
            .text(sender)
            .optional(traceHeader)
            .optional(groupId)
            .optional(deduplicationId)
            .optional(deadLetterSource)
            .number(receivedBefore)
            .number(attributes.size());
    attributes.forEach((name, attribute) ->
        out.text(name).text(attribute.type()).raw(attribute.value().toArray()));
    return out.bytes();
  }

  static StoredMessage decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    String messageId = in.text();
    String body = in.text();
    String sender = in.text();
    Optional<String> trace = in.optional();
    Optional<String> group = in.optional();
    Optional<String> deduplication = in.optional();
    Optional<String> source = in.optional();
    int received = (int) in.number();
    Map<String, Attribute> attributes = new TreeMap<>();
    for (long left = in.number(); left > 0; left--) {
      attributes.put(in.text(), new Attribute(in.text(), Bytes.wrap(in.raw())));
    }
    return new StoredMessage(
        messageId, body, sender, trace, group, deduplication, source, received, attributes);
  }
}
