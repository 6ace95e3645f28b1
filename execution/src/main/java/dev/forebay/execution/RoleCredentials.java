package dev.forebay.execution;

import dev.forebay.model.AccountRegion;
import java.time.Instant;

/** Issues the short-lived credentials that a function process gets. Thread-safe. */
@FunctionalInterface
public interface RoleCredentials {
  /** Fresh credentials of the role for a session. */
  Session issue(AccountRegion place, String roleArn, String sessionName);

  /** Credentials and when they end. */
  record Session(
      String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {}
}
