package dev.forebay.sns;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.forebay.storage.rows.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A message that would have gone where nothing here leads: mail, text messages, devices, delivery
 * streams. Kept for a week of the clock.
 *
 * @param at when it was published
 * @param endpoint the address, number or ARN
 * @param message the text that the recipient would see
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "at",
  "protocol",
  "endpoint",
  "topicArn",
  "subscriptionArn",
  "messageId",
  "subject",
  "message"
})
record Recorded(
    String at,
    String protocol,
    String endpoint,
    @Nullable String topicArn,
    @Nullable String subscriptionArn,
    String messageId,
    @Nullable String subject,
    String message) {
  static final Kind<Recorded> KIND = Kind.json("recorded", Recorded.class);
}
