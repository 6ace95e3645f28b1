package dev.forebay.function.store;

/**
 * A row as it was read. Immutable.
 *
 * @param key its key
 * @param value its record
 * @param <T> the record
 */
public record Entry<T>(Key key, T value) {}
