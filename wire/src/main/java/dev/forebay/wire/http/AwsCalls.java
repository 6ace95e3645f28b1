package dev.forebay.wire.http;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.Protocol;
import dev.forebay.wire.protocol.WireCall;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.protocol.WireResponse;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Takes a request of an AWS operation through its stations: signature, body, operation, decoding,
 * switchboard, answer. Whatever goes wrong on the way becomes an answer of the protocol that the
 * request spoke. Thread-safe; each request stays on its own virtual thread.
 */
final class AwsCalls {
  private static final Logger LOG = LoggerFactory.getLogger(AwsCalls.class);

  private final Switchboard switchboard;
  private final WireProtocols protocols;
  private final SignatureVerifier verifier;
  private final HttpSettings settings;
  private final OwnNames ownNames;
  private final HangUps hangUps;

  AwsCalls(
      Switchboard switchboard,
      WireProtocols protocols,
      SignatureVerifier verifier,
      HttpSettings settings,
      OwnNames ownNames,
      HangUps hangUps) {
    this.switchboard = switchboard;
    this.protocols = protocols;
    this.verifier = verifier;
    this.settings = settings;
    this.ownNames = ownNames;
    this.hangUps = hangUps;
  }

  /** Who calls, about what. */
  private record Identified(Caller caller, AccountRegion place) {}

  /**
   * Answers the request.
   *
   * @throws IOException when the peer is gone
   */
  void serve(Exchange exchange) throws IOException {
    Optional<String> service = Optional.empty();
    try {
      Optional<SignedRequest> signed = verifier.begin(exchange.head());
      service = signed.map(SignedRequest::service);
      signed.ifPresent(request -> checkOrigin(exchange, request));
      Optional<WireCall> early = findByHead(exchange.head(), service);
      WireRequest request = receive(exchange, signed, limit(early, service));
      WireCall call =
          early.isPresent() && signed.isPresent() && early.get().protocol() != Protocol.QUERY
              ? early.get()
              : find(request, signed);
      serve(exchange, request, call, identify(signed));
    } catch (AwsException e) {
      refuse(exchange, protocols.error(exchange.head(), service, e, exchange.requestId()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      AwsException answer = unexpected(exchange, service.orElse(""), e);
      refuse(exchange, protocols.error(exchange.head(), service, answer, exchange.requestId()));
    }
  }

  private void serve(Exchange exchange, WireRequest request, WireCall call, Identified who)
      throws IOException {
    try {
      CallContext context = context(exchange, who);
      SdkPojo input = protocols.decode(call, request);
      if (call.streaming()) {
        stream(exchange, call, context, input);
      } else {
        SdkPojo output = switchboard.call(context, call.service(), call.operation(), input);
        exchange.send(protocols.response(call, output, exchange.requestId()));
      }
    } catch (AwsException e) {
      exchange.send(protocols.error(call, e, exchange.requestId()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      AwsException answer = unexpected(exchange, call.service(), e);
      exchange.send(protocols.error(call, answer, exchange.requestId()));
    }
  }

  private void stream(Exchange exchange, WireCall call, CallContext context, SdkPojo input) {
    HttpEventStream events =
        new HttpEventStream(exchange, protocols.eventStream(call, exchange.requestId()));
    try {
      switchboard.stream(context, call.service(), call.operation(), input, events);
      events.end();
    } catch (AwsException e) {
      if (!events.isStarted()) {
        throw e;
      }
      events.fail(e);
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (!events.isStarted()) {
        throw e;
      }
      events.fail(unexpected(exchange, call.service(), e));
    }
  }

  // A browser sends a presigned request, or one from a page whose name was made to resolve to this
  // machine, without asking. Only a signature that proves something lets such a request through.
  private void checkOrigin(Exchange exchange, SignedRequest request) {
    Headers headers = exchange.head().headers();
    if (request.hasKnownKey()) {
      return;
    }
    if (!ownNames.isOurs(headers.first("Host"))
        || !ownNames.isLocalOrigin(headers.first("Origin"))) {
      throw new AwsException(
          "AccessDeniedException",
          403,
          "An unknown access key is not trusted when the request names the host '"
              + headers.first("Host").orElse("")
              + "' or comes from a web page of another machine; add the name to http.names if it"
              + " is yours");
    }
  }

  private WireRequest receive(
      Exchange exchange, Optional<SignedRequest> signed, BodyLimits.Limit limit)
      throws IOException {
    WireRequest head = exchange.head();
    if (signed.isEmpty() && settings.anonymous().isEmpty()) {
      throw SignatureVerifier.unsigned(head, "");
    }
    Bytes received = exchange.body().read(limit);
    Bytes body = signed.isPresent() ? signed.get().verify(received) : received;
    return new WireRequest(head.method(), head.rawPath(), head.rawQuery(), head.headers(), body);
  }

  // A query request names its operation in the body, so it is not known yet. Every other signed
  // request is what its head says, whatever its body.
  private Optional<WireCall> findByHead(WireRequest head, Optional<String> service) {
    try {
      return Optional.of(protocols.find(head, service));
    } catch (AwsException e) {
      return Optional.empty();
    }
  }

  private static BodyLimits.Limit limit(Optional<WireCall> call, Optional<String> service) {
    return call.map(known -> BodyLimits.of(known.service(), known.operation()))
        .orElseGet(() -> BodyLimits.of(service.orElse(""), ""));
  }

  private WireCall find(WireRequest request, Optional<SignedRequest> signed) {
    if (signed.isPresent()) {
      return protocols.find(request, signed.map(SignedRequest::service));
    }
    try {
      WireCall call = protocols.find(request, Optional.empty());
      if (settings.anonymous().contains(call.service() + ":" + call.operation())) {
        return call;
      }
    } catch (AwsException e) {
      // An unsigned request is told that it is unsigned, whatever else is wrong with it.
    }
    throw SignatureVerifier.unsigned(request, "");
  }

  private Identified identify(Optional<SignedRequest> signed) {
    return signed
        .map(request -> new Identified(request.caller(), request.place()))
        .orElseGet(() -> new Identified(new Caller.Anonymous(), settings.defaultPlace()));
  }

  private CallContext context(Exchange exchange, Identified who) {
    Headers headers = exchange.head().headers();
    return new CallContext(
        who.caller(),
        who.place(),
        exchange.requestId(),
        exchange.endpoint(),
        exchange.peer().map(InetAddress::getHostAddress),
        headers.first("X-Amzn-Trace-Id"),
        headers.first("User-Agent"),
        exchange.peer(hangUps));
  }

  private static AwsException unexpected(Exchange exchange, String service, Throwable e) {
    LOG.error(
        "Request {} ({} {}) failed",
        exchange.requestId(),
        exchange.head().method(),
        exchange.head().rawPath(),
        e);
    return service.equals("lambda")
        ? new AwsException(
            "ServiceException", 500, "An error occurred and the request cannot be processed.")
        : new AwsException(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or"
                + " failure.");
  }

  private static void refuse(Exchange exchange, WireResponse answer) throws IOException {
    if (exchange.isCommitted()) {
      throw new IOException("the answer was already under way");
    }
    exchange.body().drain();
    exchange.send(answer);
  }
}
