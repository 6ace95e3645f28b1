package dev.forebay.invocation.async;

import dev.forebay.model.Bytes;

/**
 * What the function said when an event ran last. Immutable.
 *
 * @param executedVersion {@code $LATEST} or a number
 * @param failed whether that was an error
 * @param payload the answer, or the error object
 */
record LastRun(String executedVersion, boolean failed, Bytes payload) {}
