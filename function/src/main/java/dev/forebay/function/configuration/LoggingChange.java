package dev.forebay.function.configuration;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Logging;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;

/**
 * Applies a LoggingConfig.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html">
 *     Advanced logging controls</a>
 */
final class LoggingChange {
  private static final String STANDARD_LEVEL = "INFO";

  private LoggingChange() {}

  /**
   * The logging once the request is applied. JSON has levels, INFO unless given; Text has none; the
   * group stays unless given.
   *
   * @throws dev.forebay.wire.AwsException 400 for a level with Text
   */
  static Logging apply(Logging before, LoggingConfig asked) {
    String format = Optional.ofNullable(asked.logFormatAsString()).orElse(before.format());
    Optional<String> application = Optional.ofNullable(asked.applicationLogLevelAsString());
    Optional<String> system = Optional.ofNullable(asked.systemLogLevelAsString());
    String group =
        Optional.ofNullable(asked.logGroup()).filter(g -> !g.isEmpty()).orElse(before.group());
    if (!format.equals(Logging.JSON)) {
      if (application.isPresent() || system.isPresent()) {
        throw Refusals.invalidParameter(
            "LogLevel is not supported when LogFormat is set to \"Text\". Remove LogLevel from your"
                + " request or change the LogFormat to \"JSON\" and try again.");
      }
      return new Logging(format, Optional.empty(), Optional.empty(), group);
    }
    return new Logging(
        format,
        Optional.of(application.or(before::applicationLevel).orElse(STANDARD_LEVEL)),
        Optional.of(system.or(before::systemLevel).orElse(STANDARD_LEVEL)),
        group);
  }
}
