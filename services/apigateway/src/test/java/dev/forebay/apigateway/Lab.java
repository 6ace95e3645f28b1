package dev.forebay.apigateway;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.http.RawRoute;
import dev.forebay.wire.protocol.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** The service as one run of a server has it, beside functions that are spoken by the test. */
final class Lab implements AutoCloseable {
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  static final URI ENDPOINT = URI.create("http://localhost:4566");

  final List<Caller> callers = new CopyOnWriteArrayList<>();
  final Map<String, Function<String, String>> functions = new ConcurrentHashMap<>();
  private final ApiGateway gateway;
  private final Switchboard switchboard;
  private final List<RawRoute> routes;

  Lab(StorageEngine engine, VirtualClock clock) {
    RandomGenerator random = new Random(7);
    this.gateway =
        new ApiGateway(
            engine,
            clock,
            random,
            (role, session) -> new Caller.RoleSession(role, "AROA", session),
            (policy, action, resource) -> policy.contains(resource));
    this.switchboard =
        new Switchboard(
            List.of(
                gateway.binding(),
                gateway.executeBinding(),
                ServiceBinding.of("lambda")
                    .on("Invoke", InvokeRequest::builder, this::invoke)
                    .build()),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
    gateway.start(switchboard);
    this.routes = gateway.routes();
  }

  static String arn(String function) {
    return PLACE.arn("lambda", "function:" + function).toString();
  }

  private InvokeResponse invoke(CallContext context, InvokeRequest request) {
    callers.add(context.caller());
    String name = Arn.parse(request.functionName()).orElseThrow().resource().substring(9);
    Function<String, String> function = functions.get(name);
    if (function == null) {
      throw new AwsException("AccessDeniedException", 403, "not allowed");
    }
    String answer = function.apply(request.payload().asUtf8String());
    return answer.startsWith("!")
        ? InvokeResponse.builder().functionError("Unhandled").build()
        : InvokeResponse.builder().payload(SdkBytes.fromUtf8String(answer)).build();
  }

  <T extends SdkPojo> T call(Class<T> answer, String operation, SdkPojo request) {
    CallContext context =
        new CallContext(
            new Caller.Root(PLACE.account()),
            PLACE,
            new RequestId("id"),
            ENDPOINT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return answer.cast(switchboard.call(context, "apigateway", operation, request));
  }

  /** An API that a function answers. */
  CreateApiResponse quick(String function) {
    return call(
        CreateApiResponse.class,
        "CreateApi",
        CreateApiRequest.builder()
            .name("api")
            .protocolType(ProtocolType.HTTP)
            .target(arn(function))
            .build());
  }

  /** What an API answers. */
  record Reply(int status, Headers headers, String body) {}

  Reply get(String api, String path, String... headers) {
    return send("GET", api, path, Bytes.EMPTY, Headers.of(headers));
  }

  Reply send(String method, String api, String path, Bytes body, Headers headers) {
    int query = path.indexOf('?');
    RawRequest request =
        new RawRequest(
            method,
            "/_forebay/api/" + api + (query < 0 ? path : path.substring(0, query)),
            query < 0 ? "" : path.substring(query + 1),
            headers,
            new ByteArrayInputStream(body.toArray()),
            new RequestId("request"),
            ENDPOINT,
            RawRequest.Sender.UNKNOWN);
    Kept kept = new Kept();
    try {
      routes.getLast().handler().handle(request, kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(kept.reply).orElseThrow();
  }

  /** Keeps the answer. Confined to one thread. */
  private static final class Kept implements RawResponse {
    private @Nullable Reply reply;

    @Override
    public void send(int status, Headers headers, Bytes body) {
      this.reply = new Reply(status, headers, body.toUtf8());
    }

    @Override
    public OutputStream stream(int status, Headers headers) {
      throw new IllegalStateException("answers of APIs are whole");
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
