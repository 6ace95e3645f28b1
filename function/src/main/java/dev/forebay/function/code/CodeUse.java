package dev.forebay.function.code;

/**
 * Says that something holds a package. Immutable.
 *
 * @param countedBytes what it adds to the account's code storage
 */
record CodeUse(long countedBytes) {}
