package dev.forebay.push;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import java.util.Optional;

/**
 * On whose behalf something is pushed. Immutable.
 *
 * @param caller a service with the ARN and the account of what it acts for, or a session of a role
 *     of which nothing was said when it was made
 * @param home where the sender lives; the place of a call whose target's ARN has no account
 * @param traceHeader the X-Ray trace header to pass on
 */
public record Sender(Caller caller, AccountRegion home, Optional<String> traceHeader) {
  /** Throws {@link IllegalArgumentException} for a caller that cannot be kept. */
  public Sender {
    boolean kept =
        switch (caller) {
          case Caller.Service service -> true;
          case Caller.RoleSession session -> session.facts().equals(SessionFacts.NONE);
          case Caller.Root root -> false;
          case Caller.User user -> false;
          case Caller.FederatedUser session -> false;
          case Caller.Anonymous anonymous -> false;
        };
    if (!kept) {
      throw new IllegalArgumentException(
          "a sender must be a service, or a session of which nothing was said: " + caller.name());
    }
  }

  /** A sender as a service principal acting for one of its resources. */
  public static Sender service(String principal, Arn source, AccountRegion home) {
    return new Sender(
        new Caller.Service(principal, Optional.of(source), Optional.of(home.account())),
        home,
        Optional.empty());
  }

  /** What is pushed for, as the trail names it. */
  String source() {
    return caller instanceof Caller.Service service
        ? service.sourceArn().map(Arn::toString).orElse(service.principal())
        : caller.name();
  }
}
