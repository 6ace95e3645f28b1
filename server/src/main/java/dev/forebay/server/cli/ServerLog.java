package dev.forebay.server.cli;

import dev.forebay.server.settings.Settings.LogLevel;
import java.util.Locale;
import java.util.Map;

/**
 * How the server's own log looks on standard error: a line has its time, level, the class's short
 * name and the message.
 *
 * @see <a href="https://www.slf4j.org/api/org/slf4j/simple/SimpleLogger.html">SimpleLogger</a>
 */
final class ServerLog {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private ServerLog() {}

  /** Sets the level in force. Only what comes before the first logger is made has an effect. */
  static void configure(LogLevel level) {
    properties(level).forEach(System::setProperty);
  }

  /** The properties that SLF4J's simple binding reads. */
  static Map<String, String> properties(LogLevel level) {
    // Jetty tells of its own start and stop at info, and of every byte at debug.
    LogLevel jetty = level.compareTo(LogLevel.WARN) < 0 ? level : LogLevel.WARN;
    return Map.of(
        PREFIX + "defaultLogLevel", word(level),
        PREFIX + "log.org.eclipse.jetty", word(jetty),
        PREFIX + "showDateTime", "true",
        PREFIX + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        PREFIX + "showThreadName", "false",
        PREFIX + "showShortLogName", "true");
  }

  private static String word(LogLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
