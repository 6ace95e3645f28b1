package dev.forebay.execution.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that the platform says about an environment: a line in the log, and an event of the
 * Telemetry API. {@link PlatformEvents} makes them.
 *
 * @param type such as {@code platform.start}
 * @param level its level in the JSON format
 * @param text the line in the text format, if it has one
 * @param record the telemetry record, made only when someone wants it
 */
public record PlatformEvent(
    String type, LogLevel level, Optional<String> text, Supplier<JsonNode> record) {}
