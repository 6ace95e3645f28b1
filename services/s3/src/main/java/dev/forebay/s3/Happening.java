package dev.forebay.s3;

import dev.forebay.model.AccountId;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.protocol.S3RequestIds;
import java.time.Instant;

/**
 * Who did something to an object, and by which request. Immutable.
 *
 * @param name of the event, such as {@code ObjectCreated:Put}
 * @param principalId who did it
 * @param requester the account, or the service
 * @param sourceAddress from where
 * @param requestId the request's name
 * @param hostId its longer name
 * @param time when
 */
record Happening(
    String name,
    String principalId,
    String requester,
    String sourceAddress,
    String requestId,
    String hostId,
    Instant time) {

  /** By a call. */
  static Happening of(CallContext context, String name, Instant time) {
    return new Happening(
        name,
        principal(context.caller()),
        requester(context.caller()),
        context.sourceIp().orElse("127.0.0.1"),
        S3RequestIds.id(context.requestId()),
        S3RequestIds.hostId(context.requestId()),
        time);
  }

  /** By S3 itself. */
  static Happening within(String name, String requestId, Instant time) {
    return new Happening(
        name,
        "s3.amazonaws.com",
        "s3.amazonaws.com",
        "s3.amazonaws.com",
        requestId,
        requestId,
        time);
  }

  private static String principal(Caller caller) {
    return switch (caller) {
      case Caller.Root(AccountId account) -> "AWS:" + account;
      case Caller.User user -> "AWS:" + user.userId();
      case Caller.RoleSession session -> "AWS:" + session.roleId() + ":" + session.sessionName();
      case Caller.FederatedUser session -> "AWS:" + session.userId();
      case Caller.Service service -> service.principal();
      case Caller.Anonymous anonymous -> "Anonymous";
    };
  }

  private static String requester(Caller caller) {
    return switch (caller) {
      case Caller.Root(AccountId account) -> account.value();
      case Caller.User user -> user.arn().account();
      case Caller.RoleSession session -> session.role().account();
      case Caller.FederatedUser session -> session.issuer().account();
      case Caller.Service service -> service.principal();
      case Caller.Anonymous anonymous -> "anonymous";
    };
  }
}
