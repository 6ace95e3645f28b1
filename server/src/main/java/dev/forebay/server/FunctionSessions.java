package dev.forebay.server;

import dev.forebay.execution.RoleCredentials;
import dev.forebay.identity.Credentials;
import dev.forebay.identity.iam.Principals;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import java.time.Duration;
import java.time.Instant;

/** Gives a function's process credentials of its execution role. Thread-safe. */
final class FunctionSessions implements RoleCredentials {
  /** As long as a role's session may last at most. */
  private static final Duration LIFETIME = Duration.ofHours(12);

  private final Credentials credentials;
  private final Principals principals;

  FunctionSessions(Credentials credentials, Principals principals) {
    this.credentials = credentials;
    this.principals = principals;
  }

  @Override
  public Session issue(AccountRegion place, String roleArn, String sessionName) {
    Arn role =
        Arn.parse(roleArn).orElseThrow(() -> new IllegalArgumentException("no role: " + roleArn));
    Credential issued =
        credentials.issue(
            new Caller.RoleSession(role, principals.roleId(role), sessionName), LIFETIME);
    return new Session(
        issued.accessKeyId(),
        issued.secretAccessKey(),
        issued.sessionToken().orElse(""),
        issued.expires().orElse(Instant.MAX));
  }
}
