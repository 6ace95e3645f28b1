package dev.forebay.wire.protocol;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.tables.ServiceTables;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * An HTTP client for the real SDK that hands each request to {@link WireProtocols} and a
 * switchboard instead of a socket: the SDK marshals, we decode; we encode, the SDK unmarshals.
 */
final class Loopback implements SdkHttpClient {
  static final RequestId REQUEST_ID = new RequestId("6f1c2f0e-3f1d-4b56-9c8e-1d2c3b4a5f60");
  static final CallContext CONTEXT =
      new CallContext(
          new Caller.Root(new AccountId("123456789012")),
          new AccountRegion(new AccountId("123456789012"), new Region("us-east-1")),
          REQUEST_ID,
          URI.create("http://127.0.0.1:4566"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  final WireProtocols protocols;
  final List<WireRequest> requests = new ArrayList<>();
  private final Switchboard switchboard;

  Loopback(ServiceBinding... services) {
    this.switchboard =
        new Switchboard(
            List.of(services),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
    this.protocols = new WireProtocols(switchboard.services(), new ServiceTables());
  }

  /** What the HTTP edge does with a request that has one answer. */
  WireResponse answer(WireRequest request, Optional<String> scope) {
    requests.add(request);
    WireCall call;
    try {
      call = protocols.find(request, scope);
    } catch (AwsException error) {
      return protocols.error(request, scope, error, REQUEST_ID);
    }
    try {
      SdkPojo decoded = protocols.decode(call, request);
      SdkPojo response = switchboard.call(CONTEXT, call.service(), call.operation(), decoded);
      return protocols.response(call, response, REQUEST_ID);
    } catch (AwsException error) {
      return protocols.error(call, error, REQUEST_ID);
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest execute) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        Headers.Builder headers = Headers.builder();
        execute
            .httpRequest()
            .forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        byte[] body = new byte[0];
        if (execute.contentStreamProvider().isPresent()) {
          body = execute.contentStreamProvider().get().newStream().readAllBytes();
        }
        String authorization =
            execute.httpRequest().firstMatchingHeader("Authorization").orElseThrow();
        String scope = authorization.split("/", -1)[3];
        WireResponse response =
            answer(
                new WireRequest(
                    execute.httpRequest().method().name(),
                    execute.httpRequest().encodedPath(),
                    execute.httpRequest().encodedQueryParameters().orElse(""),
                    headers.build(),
                    Bytes.wrap(body)),
                Optional.of(scope));
        SdkHttpFullResponse.Builder full =
            SdkHttpFullResponse.builder().statusCode(response.status());
        response.headers().forEach(full::appendHeader);
        return HttpExecuteResponse.builder()
            .response(full.build())
            .responseBody(
                AbortableInputStream.create(new ByteArrayInputStream(response.body().toArray())))
            .build();
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void close() {}
}
