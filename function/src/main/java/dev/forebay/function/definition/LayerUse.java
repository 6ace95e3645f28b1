package dev.forebay.function.definition;

/**
 * A layer version that a function has. It keeps its content even when the layer version is deleted.
 * Immutable.
 *
 * @param arn the layer version's ARN
 * @param content its content
 */
public record LayerUse(String arn, CodePackage content) {}
