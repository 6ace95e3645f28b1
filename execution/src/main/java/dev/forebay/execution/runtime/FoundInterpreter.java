package dev.forebay.execution.runtime;

import java.nio.file.Path;

/**
 * An interpreter of this machine, for health. Immutable.
 *
 * @param family its language
 * @param version the whole version, such as {@code 3.12.1}
 * @param path the program
 */
public record FoundInterpreter(Family family, String version, Path path) {}
