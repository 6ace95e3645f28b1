package dev.forebay.wire;

import software.amazon.awssdk.core.SdkPojo;

/** Decides whether a call may be made. The switchboard asks it for every call. Thread-safe. */
@FunctionalInterface
public interface Authorizer {
  /** Decides. */
  Decision decide(CallContext context, String service, String operation, SdkPojo request);

  /** The answer. */
  sealed interface Decision {
    /** The call goes ahead. */
    record Allowed() implements Decision {}

    /**
     * The call is refused with 403 AccessDeniedException.
     *
     * @param message in AWS's wording, with the statement that decided or the one that is missing
     */
    record Denied(String message) implements Decision {}
  }
}
