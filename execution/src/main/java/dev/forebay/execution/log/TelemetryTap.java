package dev.forebay.execution.log;

import com.fasterxml.jackson.databind.JsonNode;

/** Where the Telemetry API and the Logs API listen in. Thread-safe; must not block. */
public interface TelemetryTap {
  /** Nobody listens. */
  TelemetryTap NONE =
      new TelemetryTap() {
        @Override
        public boolean wants(Category category) {
          return false;
        }

        @Override
        public void publish(Category category, JsonNode event) {
          // nobody listens
        }
      };

  /** The three types of telemetry. */
  enum Category {
    PLATFORM,
    FUNCTION,
    EXTENSION
  }

  /** Whether anybody listens to it. */
  boolean wants(Category category);

  /** An event with {@code time}, {@code type} and {@code record}. */
  void publish(Category category, JsonNode event);
}
