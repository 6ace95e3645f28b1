package dev.forebay.invocation.url;

import dev.forebay.function.url.UrlConfig.CorsRules;
import dev.forebay.function.url.UrlDirectory;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.trace.TraceHeader;
import dev.forebay.proxy.AnswerReader;
import dev.forebay.proxy.CrossOrigin;
import dev.forebay.proxy.Event2;
import dev.forebay.proxy.HttpAnswer;
import dev.forebay.proxy.HttpCaller;
import dev.forebay.proxy.MalformedAnswer;
import dev.forebay.proxy.Proof;
import dev.forebay.proxy.RequestBody;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.http.RawRoute;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;

/**
 * Serves function URLs: by host, {@code ID.lambda-url.REGION.ANYTHING}, and for clients that cannot
 * resolve such names by path, {@code /_forebay/url/ID/}. Each request is one call on the
 * switchboard, of the service {@link #SERVICE}, so that the same policies decide about it as about
 * every call. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Invoking Lambda
 *     function URLs</a>
 */
public final class FunctionUrls {
  /**
   * The switchboard's name for invocations by URL: other actions allow them than allow Invoke. It
   * is no service of AWS and has no operations on the wire.
   */
  public static final String SERVICE = "lambda-url";

  /** Where URLs are found by path. */
  public static final String PATH = "/_forebay/url/";

  private static final Pattern HOST =
      Pattern.compile("([a-z0-9]{32})\\.lambda-url\\.([a-z0-9-]+)\\..+");
  private static final Pattern BELOW = Pattern.compile("([a-z0-9]{32})(/.*)?", Pattern.DOTALL);

  private final UrlDirectory urls;
  private final Switchboard switchboard;
  private final Clock clock;
  private final RandomGenerator random;

  /**
   * The URLs of a directory.
   *
   * @param clock stamps events; may be virtual
   * @param random thread-safe; for trace ids
   */
  public FunctionUrls(
      UrlDirectory urls, Switchboard switchboard, Clock clock, RandomGenerator random) {
    this.urls = urls;
    this.switchboard = switchboard;
    this.clock = clock;
    this.random = random;
  }

  /** The routes on which the server answers them. */
  public List<RawRoute> routes() {
    return List.of(
        RawRoute.ofHosts(HOST, this::byHost),
        new RawRoute(PATH, RawRoute.Access.EVERYONE, this::byPath));
  }

  private void byHost(RawRequest request, RawResponse response) throws IOException {
    Matcher host = HOST.matcher(host(request));
    Optional<UrlDirectory.Found> url =
        host.matches()
            ? urls.find(host.group(1)).filter(found -> isOf(found, host.group(2)))
            : Optional.empty();
    serve(url, request, request.rawPath(), response);
  }

  private void byPath(RawRequest request, RawResponse response) throws IOException {
    Matcher path = BELOW.matcher(request.rawPath().substring(PATH.length()));
    Optional<UrlDirectory.Found> url = path.matches() ? urls.find(path.group(1)) : Optional.empty();
    String below = url.isEmpty() || path.group(2) == null ? "/" : path.group(2);
    serve(url, request, below, response);
  }

  // In lower case and without its port, as the route was found by it.
  private static String host(RawRequest request) {
    String host = request.headers().first("Host").orElse("").toLowerCase(Locale.ROOT);
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isOf(UrlDirectory.Found url, String region) {
    return Region.isValid(region)
        && url.target().function().place().region().equals(new Region(region));
  }

  private void serve(
      Optional<UrlDirectory.Found> found, RawRequest http, String path, RawResponse response)
      throws IOException {
    Optional<Bytes> body = RequestBody.read(http, UrlRefusal.LARGEST_BODY);
    TraceHeader trace =
        TraceHeader.of(http.headers().first("X-Amzn-Trace-Id"), clock.now(), random);
    Reply reply =
        new Reply(
            response,
            found
                .flatMap(url -> url.config().cors())
                .map(rules -> new CrossOrigin(rules(rules), http.headers())),
            "Root=" + trace.root() + ";Parent=" + trace.parent() + ";Sampled=" + trace.sampled());
    if (found.isEmpty()) {
      reply.send(UrlRefusal.UNKNOWN.answer());
    } else if (reply.isPreflight(http.method())) {
      reply.preflight();
    } else if (body.isEmpty()) {
      reply.send(UrlRefusal.of(UrlRefusal.tooLarge()).answer());
    } else {
      answer(found.get(), http, path, body.get(), trace, reply);
    }
  }

  private void answer(
      UrlDirectory.Found url,
      RawRequest http,
      String path,
      Bytes received,
      TraceHeader trace,
      Reply reply)
      throws IOException {
    HttpCaller caller = HttpCaller.ANYBODY;
    Bytes body = received;
    try {
      if (!url.config().isOpen()) {
        Proof proof =
            Proof.of(http, received, "lambda", url.target().function().place().region())
                .orElseThrow(UrlRefusal::withoutSignature);
        caller = proof.caller();
        body = proof.body();
      }
    } catch (AwsException e) {
      reply.send(UrlRefusal.unsigned(e).answer());
      return;
    }
    Instant now = clock.now();
    UrlRequest request = new UrlRequest(url, http, path, body, caller, now, trace);
    try {
      if (url.config().isStreaming()) {
        stream(request, reply);
      } else {
        reply.send(invoke(request));
      }
    } catch (AwsException e) {
      reply.send(UrlRefusal.of(e).answer());
    }
  }

  /** The event; a signature is for the URL and not for the function. */
  static Bytes event(UrlRequest request) {
    return Event2.of(
        request.proxied(), request.url().config().isOpen() ? Set.of() : Set.of("authorization"));
  }

  private static CrossOrigin.Rules rules(CorsRules given) {
    return new CrossOrigin.Rules(
        given.allowCredentials().orElse(false),
        given.allowHeaders().orElse(List.of()),
        given.allowMethods().orElse(List.of()),
        given.allowOrigins().orElse(List.of()),
        given.exposeHeaders().orElse(List.of()),
        given.maxAge());
  }

  private HttpAnswer invoke(UrlRequest request) {
    InvokeRequest invoke =
        InvokeRequest.builder()
            .functionName(request.url().target().arn().toString())
            .payload(SdkBytes.fromByteArrayUnsafe(event(request).toArray()))
            .build();
    InvokeResponse result =
        (InvokeResponse) switchboard.call(request.context(), SERVICE, "Invoke", invoke);
    if (result.functionError() != null) {
      return UrlRefusal.FAILED.answer();
    }
    try {
      return AnswerReader.read(Bytes.wrap(result.payload().asByteArrayUnsafe()), HttpAnswer.JSON);
    } catch (MalformedAnswer e) {
      return UrlRefusal.FAILED.answer();
    }
  }

  private void stream(UrlRequest request, Reply reply) throws IOException {
    InvokeWithResponseStreamRequest invoke =
        InvokeWithResponseStreamRequest.builder()
            .functionName(request.url().target().arn().toString())
            .payload(SdkBytes.fromByteArrayUnsafe(event(request).toArray()))
            .build();
    StreamedAnswer answer = new StreamedAnswer(reply::stream);
    CallContext context = request.context();
    try {
      switchboard.stream(context, SERVICE, "InvokeWithResponseStream", invoke, answer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (answer.isRefused()) {
      reply.send(UrlRefusal.FAILED.answer());
    }
  }

  /** The answer with what the URL itself adds to it. Confined to one thread at a time. */
  private record Reply(RawResponse response, Optional<CrossOrigin> crossOrigin, String trace) {

    boolean isPreflight(String method) {
      return crossOrigin.filter(rules -> rules.isPreflight(method)).isPresent();
    }

    void preflight() throws IOException {
      response.send(200, crossOrigin.orElseThrow().preflight(), Bytes.EMPTY);
    }

    void send(HttpAnswer answer) throws IOException {
      response.send(answer.status(), complete(answer.headers()), answer.body());
    }

    OutputStream stream(int status, Headers headers) throws IOException {
      return response.stream(status, complete(headers));
    }

    private Headers complete(Headers headers) {
      Headers shared = crossOrigin.map(rules -> rules.applyTo(headers)).orElse(headers);
      return Headers.builder().addAll(shared).set("X-Amzn-Trace-Id", trace).build();
    }
  }
}
