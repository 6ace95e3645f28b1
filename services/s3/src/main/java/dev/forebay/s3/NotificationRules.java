package dev.forebay.s3;

import dev.forebay.model.Arn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/** The rules of buckets' notifications, taken apart once for each text. Thread-safe. */
final class NotificationRules {
  private static final int MOST = 1_000;

  private final Setting setting;
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  NotificationRules(Setting setting) {
    this.setting = setting;
  }

  /**
   * What a configuration says.
   *
   * @param rules those with targets
   * @param bus whether every event goes to the account's event bus
   */
  record Parsed(List<NotificationRule> rules, boolean bus) {
    static final Parsed NOTHING = new Parsed(List.of(), false);

    Parsed {
      rules = List.copyOf(rules);
    }
  }

  /** The rules of a bucket. */
  Parsed of(BucketRow bucket) {
    Optional<String> text = bucket.setting(Setting.NOTIFICATION);
    if (text.isEmpty()) {
      return Parsed.NOTHING;
    }
    if (parsed.size() > MOST) {
      parsed.clear();
    }
    return parsed.computeIfAbsent(
        text.get(),
        _ ->
            setting
                .read(bucket, Setting.NOTIFICATION, NotificationConfiguration.builder())
                .map(NotificationRules::parse)
                .orElse(Parsed.NOTHING));
  }

  /** The rules of a configuration whose ARNs are known to be such. */
  static Parsed parse(NotificationConfiguration configuration) {
    List<NotificationRule> rules = new ArrayList<>();
    for (LambdaFunctionConfiguration one : configuration.lambdaFunctionConfigurations()) {
      rules.add(
          rule(
              one.id(),
              NotificationRule.Kind.FUNCTION,
              one.lambdaFunctionArn(),
              one.eventsAsStrings(),
              one.filter()));
    }
    for (QueueConfiguration one : configuration.queueConfigurations()) {
      rules.add(
          rule(
              one.id(),
              NotificationRule.Kind.QUEUE,
              one.queueArn(),
              one.eventsAsStrings(),
              one.filter()));
    }
    for (TopicConfiguration one : configuration.topicConfigurations()) {
      rules.add(
          rule(
              one.id(),
              NotificationRule.Kind.TOPIC,
              one.topicArn(),
              one.eventsAsStrings(),
              one.filter()));
    }
    return new Parsed(rules, configuration.eventBridgeConfiguration() != null);
  }

  private static NotificationRule rule(
      String id,
      NotificationRule.Kind kind,
      String arn,
      List<String> events,
      @Nullable NotificationConfigurationFilter filter) {
    Optional<NotificationConfigurationFilter> given = Optional.ofNullable(filter);
    return new NotificationRule(
        id,
        kind,
        Arn.parse(arn).orElseThrow(() -> new IllegalStateException("no ARN: " + arn)),
        events,
        NotificationRule.filter(given, "prefix"),
        NotificationRule.filter(given, "suffix"));
  }
}
