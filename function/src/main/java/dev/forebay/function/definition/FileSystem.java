package dev.forebay.function.definition;

/**
 * A file system that a function asks for. Recorded, not acted on. Immutable.
 *
 * @param arn the access point
 * @param mountPath where it would appear
 */
public record FileSystem(String arn, String mountPath) {}
