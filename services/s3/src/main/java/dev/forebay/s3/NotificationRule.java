package dev.forebay.s3;

import dev.forebay.model.Arn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;

/**
 * Which events go to one target. Immutable.
 *
 * @param id its name
 * @param kind what the target is
 * @param target its ARN
 * @param events with their prefix {@code s3:}, perhaps with a star at the end
 * @param prefix what keys have to begin with
 * @param suffix what keys have to end with
 */
record NotificationRule(
    String id, Kind kind, Arn target, List<String> events, String prefix, String suffix) {
  NotificationRule {
    events = List.copyOf(events);
  }

  /** What receives events. */
  enum Kind {
    FUNCTION,
    QUEUE,
    TOPIC
  }

  /** Whether it wants an event such as {@code ObjectCreated:Put} of an object. */
  boolean wants(String event, String key) {
    return key.startsWith(prefix)
        && key.endsWith(suffix)
        && events.stream().anyMatch(wanted -> covers(wanted, "s3:" + event));
  }

  private static boolean covers(String wanted, String event) {
    return wanted.endsWith(":*")
        ? event.startsWith(wanted.substring(0, wanted.length() - 1))
        : wanted.equals(event);
  }

  /** Whether one event of one object could be wanted by both, as S3 sees it. */
  boolean overlaps(NotificationRule other) {
    return shareEvents(other)
        && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix))
        && (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix));
  }

  private boolean shareEvents(NotificationRule other) {
    return events.stream()
        .anyMatch(mine ->
            other.events.stream().anyMatch(theirs -> covers(mine, theirs) || covers(theirs, mine)));
  }

  /** The text of a filter of the name, which may have capital letters. */
  static String filter(Optional<NotificationConfigurationFilter> filter, String name) {
    return filter
        .flatMap(given -> Optional.ofNullable(given.key()))
        .map(key -> key.filterRules())
        .orElse(List.of())
        .stream()
        .filter(rule -> name(rule).equals(name))
        .findFirst()
        .map(rule -> ListOperations.orEmpty(rule.value()))
        .orElse("");
  }

  static String name(FilterRule rule) {
    return ListOperations.orEmpty(rule.nameAsString()).toLowerCase(Locale.ROOT);
  }
}
