package dev.forebay.wire;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.RequestId;
import java.net.URI;
import java.util.Optional;

/**
 * Everything about a call that is not in the request itself. Immutable.
 *
 * @param caller who calls
 * @param place the account and region that the call is about
 * @param requestId answered as {@code x-amzn-RequestId}
 * @param endpoint the scheme, host and port by which the caller reached us; URLs in answers carry
 *     it
 * @param sourceIp the peer's address, empty for a call from within
 * @param traceHeader the X-Ray trace header as received
 * @param userAgent the client, for logs and conditions
 * @param peer tells whether the caller is still there
 */
public record CallContext(
    Caller caller,
    AccountRegion place,
    RequestId requestId,
    URI endpoint,
    Optional<String> sourceIp,
    Optional<String> traceHeader,
    Optional<String> userAgent,
    Peer peer) {

  /** The same call, about another account's region of the same name. */
  CallContext in(AccountId account) {
    return new CallContext(
        caller,
        new AccountRegion(account, place.region()),
        requestId,
        endpoint,
        sourceIp,
        traceHeader,
        userAgent,
        peer);
  }

  /** A call from within. */
  public CallContext(
      Caller caller,
      AccountRegion place,
      RequestId requestId,
      URI endpoint,
      Optional<String> sourceIp,
      Optional<String> traceHeader,
      Optional<String> userAgent) {
    this(caller, place, requestId, endpoint, sourceIp, traceHeader, userAgent, Peer.WITHIN);
  }
}
