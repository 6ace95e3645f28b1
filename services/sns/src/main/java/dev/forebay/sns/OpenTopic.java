package dev.forebay.sns;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.pattern.PatternSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A topic with all that a publish needs to know. Immutable.
 *
 * @param place its account and region
 * @param row as it is stored
 * @param arn its ARN
 * @param subscribers those that are confirmed, or wait to be
 * @param byAttributes the filters on attributes, under the subscribers' numbers in the list
 * @param byBody the filters on bodies, likewise
 */
record OpenTopic(
    AccountRegion place,
    TopicRow row,
    Arn arn,
    List<Subscriber> subscribers,
    PatternSet byAttributes,
    PatternSet byBody) {

  static OpenTopic of(AccountRegion place, TopicRow row, List<SubscriptionRow> rows) {
    Arn arn = place.arn("sns", row.name());
    List<Subscriber> subscribers = new ArrayList<>(rows.size());
    Map<Integer, dev.forebay.pattern.EventPattern> attributes = new HashMap<>();
    Map<Integer, dev.forebay.pattern.EventPattern> bodies = new HashMap<>();
    for (SubscriptionRow each : rows) {
      Subscriber subscriber = Subscriber.of(arn, row, each);
      int number = subscribers.size();
      subscribers.add(subscriber);
      switch (subscriber.filter()) {
        case FilterPolicy.None none -> {}
        case FilterPolicy.OfAttributes(var pattern) -> attributes.put(number, pattern);
        case FilterPolicy.OfBody(var pattern) -> bodies.put(number, pattern);
      }
    }
    return new OpenTopic(
        place,
        row,
        arn,
        List.copyOf(subscribers),
        PatternSet.of(attributes),
        PatternSet.of(bodies));
  }
}
