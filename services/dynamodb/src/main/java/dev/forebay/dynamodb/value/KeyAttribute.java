package dev.forebay.dynamodb.value;

/**
 * An attribute of a key.
 *
 * @param name its name
 * @param type {@code S}, {@code N} or {@code B}
 */
public record KeyAttribute(String name, String type) {}
