package dev.forebay.sns;

import dev.forebay.model.Arn;
import dev.forebay.push.RetryPolicy;
import java.util.Optional;

/**
 * A subscription, taken apart once. Immutable.
 *
 * @param row as it is stored
 * @param arn its ARN
 * @param target the endpoint where that is an ARN
 * @param filter which messages it gets
 * @param retry when a delivery is tried again
 * @param contentType of requests over HTTP
 * @param deadLetters where what cannot be delivered goes
 */
record Subscriber(
    SubscriptionRow row,
    String arn,
    Optional<Arn> target,
    FilterPolicy filter,
    RetryPolicy retry,
    String contentType,
    Optional<Arn> deadLetters) {

  static Subscriber of(Arn topic, TopicRow topicRow, SubscriptionRow row) {
    DeliveryPolicy policy =
        DeliveryPolicy.effective(
            topicRow.attributes().get(TopicAttributes.DELIVERY_POLICY),
            row.attributes().get(SubscriptionAttributes.DELIVERY_POLICY));
    return new Subscriber(
        row,
        topic + ":" + row.id(),
        Arn.parse(row.endpoint()),
        FilterPolicy.stored(row),
        row.protocol().web() ? policy.retry() : RetryPolicy.SNS_MANAGED,
        policy.contentType(),
        row.attribute(SubscriptionAttributes.REDRIVE_POLICY)
            .map(SubscriptionAttributes::deadLetterTarget));
  }
}
