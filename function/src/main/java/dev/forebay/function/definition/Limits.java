package dev.forebay.function.definition;

/**
 * What an execution environment may use. Immutable.
 *
 * @param memoryMegabytes 128 to 10,240
 * @param timeoutSeconds 1 to 900
 * @param tmpMegabytes 512 to 10,240
 */
public record Limits(int memoryMegabytes, int timeoutSeconds, int tmpMegabytes) {}
