package dev.forebay.eventsource.batch;

import dev.forebay.model.RequestId;
import java.util.Optional;

/**
 * An invocation that reached the function, as the record of a failure tells of it. Immutable.
 *
 * @param requestId the invocation's
 * @param status 200 when the function ran, as AWS has it also for a function's error
 * @param executedVersion {@code $LATEST} or a number
 * @param functionError {@code Unhandled}, or empty when the function itself did not fail
 */
public record Attempted(
    RequestId requestId, int status, String executedVersion, Optional<String> functionError) {}
