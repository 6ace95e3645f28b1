package dev.forebay.wire;

import dev.forebay.model.AccountId;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** Decides whether a call may be made. The switchboard asks it for every call. Thread-safe. */
@FunctionalInterface
public interface Authorizer {
  /** Decides. */
  Decision decide(CallContext context, String service, String operation, SdkPojo request);

  /** The answer. */
  sealed interface Decision {
    /**
     * The call goes ahead.
     *
     * @param owner the account in which it is handled, when that is another than the call's own: it
     *     names a resource of that account, and its operation may be called across accounts
     */
    record Allowed(Optional<AccountId> owner) implements Decision {
      /** In the call's own account. */
      public Allowed() {
        this(Optional.empty());
      }
    }

    /**
     * The call is refused with 403 AccessDeniedException.
     *
     * @param message in AWS's wording, with the statement that decided or the one that is missing
     */
    record Denied(String message) implements Decision {}
  }
}
