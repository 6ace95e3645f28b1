package dev.forebay.proxy;

import dev.forebay.wire.Caller;
import java.util.Optional;

/**
 * Who sent a request that is no operation's. Immutable.
 *
 * @param caller whom the signature stands for, or nobody where none is needed
 * @param accessKeyId of the signature
 */
public record HttpCaller(Caller caller, Optional<String> accessKeyId) {
  /** Anybody. */
  public static final HttpCaller ANYBODY = new HttpCaller(new Caller.Anonymous(), Optional.empty());

  /** The account whose principal it is; {@code anonymous} for nobody. */
  public String account() {
    return switch (caller) {
      case Caller.Root root -> root.account().value();
      case Caller.User user -> user.arn().account();
      case Caller.RoleSession session -> session.role().account();
      case Caller.FederatedUser session -> session.issuer().account();
      case Caller.Service service -> service.sourceAccount().map(a -> a.value()).orElse("");
      case Caller.Anonymous nobody -> "anonymous";
    };
  }

  /** {@code aws:userid}. */
  public String userId() {
    return switch (caller) {
      case Caller.User user -> user.userId();
      case Caller.RoleSession session -> session.roleId() + ":" + session.sessionName();
      case Caller.Root root -> root.account().value();
      case Caller.FederatedUser session -> session.userId();
      case Caller.Service service -> service.principal();
      case Caller.Anonymous nobody -> "anonymous";
    };
  }
}
