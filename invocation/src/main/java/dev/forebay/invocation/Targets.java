package dev.forebay.invocation;

import dev.forebay.model.AccountRegion;
import java.util.Optional;

/**
 * Finds the version that an invocation runs. Asked for every invocation, so it answers from memory
 * when nothing has changed. Thread-safe.
 */
public interface Targets {
  /**
   * The version that a name and a qualifier mean now; an alias with weights is decided anew by each
   * call.
   *
   * @param place where the call is made
   * @param functionName in any form that the API takes
   * @param qualifier the request's own qualifier
   * @throws dev.forebay.wire.AwsException 404 when there is none, 400 for a malformed name, 409 or
   *     502 when it cannot run now
   */
  Target resolve(AccountRegion place, String functionName, Optional<String> qualifier);

  /** The account's unreserved pool: the concurrency that no function has for itself. */
  int unreserved(AccountRegion place);
}
