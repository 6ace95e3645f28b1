package dev.forebay.storage;

/**
 * The claim that the caller still holds a lease. Immutable.
 *
 * @param resource what the lease is on
 * @param epoch the epoch at which the caller acquired it
 */
public record Fence(String resource, long epoch) {}
