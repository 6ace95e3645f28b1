package dev.forebay.execution;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.util.Optional;

/**
 * One event for a function. Immutable.
 *
 * @param requestId the same for every attempt of an asynchronous event
 * @param payload the event, JSON
 * @param invokedFunctionArn as the caller addressed it
 * @param traceHeader the X-Ray header handed to the function
 * @param clientContext decoded JSON
 * @param cognitoIdentity JSON
 */
public record Invocation(
    RequestId requestId,
    Bytes payload,
    String invokedFunctionArn,
    Optional<String> traceHeader,
    Optional<String> clientContext,
    Optional<String> cognitoIdentity) {}
