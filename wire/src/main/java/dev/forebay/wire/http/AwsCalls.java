package dev.forebay.wire.http;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.Transferred;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.Protocol;
import dev.forebay.wire.protocol.WireCall;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.protocol.WireResponse;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.SignedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** How much of an upload is held where its signature covers the whole of it. */
  private static final int MOST_HELD = 16_777_216;

  private final Switchboard switchboard;
  private final WireProtocols protocols;
  private final SignatureCheck signatures;
  private final HttpSettings settings;
  private final HangUps hangUps;
  private final BucketHosts bucketHosts;
  private final CrossOrigin crossOrigin;
  private final AppPages appPages;
  private final BucketForms forms;

  AwsCalls(
      Switchboard switchboard,
      WireProtocols protocols,
      SignatureCheck signatures,
      HttpSettings settings,
      HangUps hangUps,
      CrossOrigin crossOrigin,
      AppPages appPages,
      BucketForms forms) {
    this.switchboard = switchboard;
    this.protocols = protocols;
    this.signatures = signatures;
    this.settings = settings;
    this.hangUps = hangUps;
    this.bucketHosts = new BucketHosts(settings.names());
    this.crossOrigin = crossOrigin;
    this.appPages = appPages;
    this.forms = forms;
  }

  /** Whether the request's host names a bucket, so that every path is a key. */
  boolean isBelowBucket(Exchange exchange) {
    return bucketHosts.namesBucket(exchange.head());
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
    WireRequest head = exchange.head();
    try {
      Optional<SignedRequest> signed = signatures.begin(head);
      service = signed.map(SignedRequest::service);
      signed.ifPresent(request -> signatures.checkOrigin(exchange.head(), request));
      BucketHosts.Addressed addressed = bucketHosts.address(head, service);
      head = addressed.request();
      service = addressed.service();
      if (isPreflight(head)) {
        preflight(exchange, head);
        return;
      }
      if (signed.isEmpty() && BucketForms.isPost(head)) {
        service = Optional.of("s3");
        addOrigin(exchange, head);
        forms.serve(exchange, head, bucket(head), form -> context(exchange, identify(form)));
        return;
      }
      Optional<WireCall> early = findByHead(head, service);
      early
          .filter(call -> call.protocol() == Protocol.REST_XML)
          .ifPresent(call -> addOrigin(exchange, addressed.request()));
      if (signed.isEmpty() && early.filter(this::isAnonymous).isPresent()) {
        appPages.readable(head).ifPresent(exchange::addToAnswer);
      }
      if (early.isPresent() && early.get().form() == WireCall.Form.TRANSFER) {
        transfer(exchange, head, early.get(), signed);
        return;
      }
      WireRequest request = receive(exchange, head, early, signed, limit(early, service));
      WireCall call =
          early.isPresent() && signed.isPresent() && early.get().protocol() != Protocol.QUERY
              ? early.get()
              : find(request, signed, service);
      serve(exchange, request, call, identify(signed));
    } catch (AwsException e) {
      refuse(exchange, protocols.error(head, service, e, exchange.requestId()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      AwsException answer = unexpected(exchange, service.orElse(""), e);
      refuse(exchange, protocols.error(head, service, answer, exchange.requestId()));
    }
  }

  private static boolean isPreflight(WireRequest head) {
    return head.method().equals("OPTIONS")
        && head.headers().contains("Origin")
        && head.headers().contains("Access-Control-Request-Method");
  }

  private void preflight(Exchange exchange, WireRequest head) throws IOException {
    List<String> wanted = new ArrayList<>();
    for (String line : head.headers().all("Access-Control-Request-Headers")) {
      for (String name : line.split(",", -1)) {
        wanted.add(name.strip());
      }
    }
    Headers allowed =
        appPages
            .preflight(head, wanted)
            .or(() ->
                crossOrigin.allow(
                    bucket(head),
                    head.headers().first("Origin").orElse(""),
                    head.headers().first("Access-Control-Request-Method").orElse(""),
                    wanted))
            .orElseThrow(() ->
                new AwsException(
                    "AccessForbidden",
                    403,
                    "CORSResponse: This CORS request is not allowed. This is usually because the"
                        + " evalution of Origin, request method / Access-Control-Request-Method or"
                        + " Access-Control-Request-Headers are not whitelisted by the resource's"
                        + " CORS spec."));
    exchange.send(new WireResponse(200, allowed, Bytes.EMPTY));
  }

  private void addOrigin(Exchange exchange, WireRequest head) {
    head.headers()
        .first("Origin")
        .flatMap(origin -> crossOrigin.allow(bucket(head), origin, head.method(), List.of()))
        .ifPresent(exchange::addToAnswer);
  }

  private static String bucket(WireRequest head) {
    int end = head.rawPath().indexOf('/', 1);
    return head.rawPath().substring(1, end < 0 ? head.rawPath().length() : end);
  }

  /** Serves an operation with bytes beside it, which are read and written as they come. */
  private void transfer(
      Exchange exchange, WireRequest head, WireCall call, Optional<SignedRequest> signed)
      throws IOException {
    checkAnonymous(head, call, signed);
    try {
      RequestBody received = exchange.body();
      try (Body body =
          signed.isPresent()
              ? signed.get().open(received.stream(), received.length(), MOST_HELD)
              : new PlainBody(received)) {
        SdkPojo input = protocols.decode(call, head);
        Transferred<?> output =
            switchboard.transfer(
                context(exchange, identify(signed)), call.service(), call.operation(), input, body);
        try (Body answer = output.body()) {
          WireResponse response = protocols.response(call, output.response(), exchange.requestId());
          exchange.send(response, answer);
        }
      }
    } catch (AwsException e) {
      refuse(exchange, protocols.error(call, e, exchange.requestId()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      AwsException answer = unexpected(exchange, call.service(), e);
      refuse(exchange, protocols.error(call, answer, exchange.requestId()));
    }
  }

  /** A body that nobody signed. */
  private record PlainBody(RequestBody received) implements Body {
    @Override
    public OptionalLong size() {
      return received.length();
    }

    @Override
    public InputStream open() {
      return received.stream();
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
        send(exchange, protocols.response(call, output, exchange.requestId()));
      }
    } catch (AwsException e) {
      send(exchange, protocols.error(call, e, exchange.requestId()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      AwsException answer = unexpected(exchange, call.service(), e);
      send(exchange, protocols.error(call, answer, exchange.requestId()));
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

  private WireRequest receive(
      Exchange exchange,
      WireRequest head,
      Optional<WireCall> early,
      Optional<SignedRequest> signed,
      BodyLimits.Limit limit)
      throws IOException {
    if (signed.isEmpty() && settings.anonymous().isEmpty()) {
      throw SignatureVerifier.unsigned(head, early.map(WireCall::service).orElse(""));
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

  private WireCall find(
      WireRequest request, Optional<SignedRequest> signed, Optional<String> service) {
    if (signed.isPresent()) {
      return protocols.find(request, service);
    }
    Optional<WireCall> call = findByHead(request, service);
    // An unsigned request is told that it is unsigned, whatever else is wrong with it.
    if (call.isEmpty() || !isAnonymous(call.get())) {
      throw SignatureVerifier.unsigned(request, call.map(WireCall::service).orElse(""));
    }
    return call.get();
  }

  private void checkAnonymous(WireRequest head, WireCall call, Optional<SignedRequest> signed) {
    if (signed.isEmpty() && !isAnonymous(call)) {
      throw SignatureVerifier.unsigned(head, call.service());
    }
  }

  private boolean isAnonymous(WireCall call) {
    return settings.anonymous().contains(call.service() + ":" + call.operation())
        || settings.anonymous().contains(call.service() + ":*");
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
    send(exchange, answer);
  }

  private static void send(Exchange exchange, WireResponse answer) throws IOException {
    exchange.send(
        exchange.isHead()
            ? new WireResponse(answer.status(), answer.headers(), Bytes.EMPTY)
            : answer);
  }
}
