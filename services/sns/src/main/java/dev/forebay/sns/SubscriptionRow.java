package dev.forebay.sns;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A subscription as it is stored. Immutable.
 *
 * @param topic the topic's name
 * @param id the UUID that ends its ARN
 * @param protocol such as {@code sqs}
 * @param endpoint an ARN, a URL, an address, a number
 * @param owner the account that subscribed
 * @param principal the ARN of whoever subscribed
 * @param attributes those that were set
 * @param token by which it can be confirmed
 * @param expires until when it waits for that, milliseconds since 1970; 0 once it is confirmed
 * @param authenticated whether whoever confirmed it had signed the call
 * @param guarded whether only its owner, or that of the topic, may unsubscribe
 */
record SubscriptionRow(
    String topic,
    String id,
    Protocol protocol,
    String endpoint,
    String owner,
    String principal,
    Map<String, String> attributes,
    String token,
    long expires,
    boolean authenticated,
    boolean guarded) {
  SubscriptionRow {
    attributes = Map.copyOf(attributes);
  }

  /** Whether it still has to be confirmed. */
  @JsonIgnore
  boolean pending() {
    return expires != 0;
  }

  /** Whether nobody confirmed it in time, so that it is no more. */
  boolean lapsed(long now) {
    return pending() && now >= expires;
  }

  Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  @JsonIgnore
  boolean raw() {
    return attribute(SubscriptionAttributes.RAW).filter("true"::equals).isPresent();
  }

  /** With another value of an attribute; an empty one takes it away. */
  SubscriptionRow with(String name, String value) {
    Map<String, String> merged = new TreeMap<>(attributes);
    merged.put(name, value);
    merged.values().removeIf(String::isEmpty);
    return new SubscriptionRow(
        topic,
        id,
        protocol,
        endpoint,
        owner,
        principal,
        merged,
        token,
        expires,
        authenticated,
        guarded);
  }

  SubscriptionRow confirmed(boolean signed, boolean onlyOwners) {
    return new SubscriptionRow(
        topic, id, protocol, endpoint, owner, principal, attributes, token, 0, signed, onlyOwners);
  }
}
