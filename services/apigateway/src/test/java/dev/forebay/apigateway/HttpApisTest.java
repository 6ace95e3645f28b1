package dev.forebay.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Caller;
import dev.forebay.wire.protocol.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizerType;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateAuthorizerResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.IntegrationType;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateStageResponse;

class HttpApisTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-04T19:15:17.135Z"));
  private final StorageEngine engine = MemoryEngine.open(clock);
  private Lab lab = new Lab(engine, clock);

  @AfterEach
  void close() {
    lab.close();
    engine.close();
  }

  private String integrate(String api, String function, String format) {
    CreateIntegrationResponse made =
        lab.call(
            CreateIntegrationResponse.class,
            "CreateIntegration",
            CreateIntegrationRequest.builder()
                .apiId(api)
                .integrationType(IntegrationType.AWS_PROXY)
                .integrationUri(Lab.arn(function))
                .payloadFormatVersion(format)
                .timeoutInMillis(60)
                .build());
    return "integrations/" + made.integrationId();
  }

  private void route(CreateRouteRequest.Builder route) {
    lab.call(CreateRouteResponse.class, "CreateRoute", route.build());
  }

  @Test
  void aFunctionIsCalledOnBehalfOfItsRoute() {
    lab.functions.put("f", event -> "\"hello\"");
    String api = lab.quick("f").apiId();
    route(
        CreateRouteRequest.builder()
            .apiId(api)
            .routeKey("ANY /pets/{id}")
            .target(integrate(api, "f", "2.0")));
    assertThat(lab.get(api, "/any").body()).isEqualTo("hello");
    lab.get(api, "/pets/7");
    String prefix = "arn:aws:execute-api:eu-central-1:123456789012:" + api + "/$default/";
    assertThat(lab.callers)
        .extracting(caller -> ((Caller.Service) caller).sourceArn().map(Arn::toString))
        .containsExactly(Optional.of(prefix + "$default"), Optional.of(prefix + "GET/pets/{id}"));
    assertThat(lab.callers.getFirst().name()).isEqualTo("apigateway.amazonaws.com");
  }

  @Test
  void theFirstPayloadFormatHasNullForWhatIsAbsent() {
    lab.functions.put(
        "f", event -> "{\"statusCode\":200,\"body\":" + TextNode.valueOf(event) + "}");
    String api = lab.quick("f").apiId();
    route(
        CreateRouteRequest.builder()
            .apiId(api)
            .routeKey("GET /my/path")
            .target(integrate(api, "f", "1.0")));
    String body = lab.get(api, "/my/path", "Header2", "value1", "header2", "value2").body();
    assertThat(body.replaceAll("Root=[0-9a-f-]+", "TRACE"))
        .isEqualTo(
            """
            {"version":"1.0","resource":"/my/path","path":"/my/path","httpMethod":"GET",\
            "headers":{"Header2":"value1","X-Forwarded-For":"127.0.0.1","X-Forwarded-Proto":"http",\
            "X-Forwarded-Port":"4566","X-Amzn-Trace-Id":"TRACE"},\
            "multiValueHeaders":{"Header2":["value1","value2"],"X-Forwarded-For":["127.0.0.1"],\
            "X-Forwarded-Proto":["http"],"X-Forwarded-Port":["4566"],"X-Amzn-Trace-Id":["TRACE"]},\
            "queryStringParameters":null,"multiValueQueryStringParameters":null,\
            "requestContext":{"accountId":"123456789012","apiId":"#",\
            "authorizer":{"claims":null,"scopes":null},\
            "domainName":"#.execute-api.eu-central-1.localhost","domainPrefix":"#",\
            "extendedRequestId":"request","httpMethod":"GET","identity":{"accessKey":null,\
            "accountId":null,"caller":null,"user":null,"userArn":null,\
            "cognitoAuthenticationProvider":null,"cognitoAuthenticationType":null,\
            "cognitoIdentityId":null,"cognitoIdentityPoolId":null,"principalOrgId":null,\
            "sourceIp":"127.0.0.1","userAgent":""},"path":"/my/path","protocol":"HTTP/1.1",\
            "requestId":"request","requestTime":"04/Mar/2026:19:15:17 +0000",\
            "requestTimeEpoch":1772651717135,"resourceId":null,"resourcePath":"/my/path",\
            "stage":"$default"},"pathParameters":null,"stageVariables":null,"body":null,\
            "isBase64Encoded":false}\
            """
                .replace("#", api));
  }

  @Test
  void whatAFunctionDoesWrongIsAnErrorOfTheServer() {
    lab.functions.put("fails", event -> "!");
    lab.functions.put("odd", event -> "{\"statusCode\":\"ok\"}");
    CountDownLatch never = new CountDownLatch(1);
    lab.functions.put(
        "late",
        event -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "";
        });
    String api = lab.quick("fails").apiId();
    for (String function : new String[] {"odd", "late", "forbidden"}) {
      route(
          CreateRouteRequest.builder()
              .apiId(api)
              .routeKey("GET /" + function)
              .target(integrate(api, function, "2.0")));
    }
    assertThat(lab.get(api, "/any").status()).isEqualTo(500);
    assertThat(lab.get(api, "/odd").body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
    assertThat(lab.get(api, "/forbidden").status()).isEqualTo(500);
    assertThat(lab.get(api, "/late").body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
    never.countDown();
    Lab.Reply large =
        lab.send("POST", api, "/any", Bytes.wrap(new byte[10 * 1024 * 1024 + 1]), Headers.EMPTY);
    assertThat(large.status()).isEqualTo(413);
  }

  @Test
  void anApiIsServedAfterARestart() {
    lab.functions.put("f", event -> "\"before\"");
    String api = lab.quick("f").apiId();
    lab.call(
        CreateStageResponse.class,
        "CreateStage",
        CreateStageRequest.builder()
            .apiId(api)
            .stageName("named")
            .autoDeploy(true)
            .stageVariables(Map.of("a", "b"))
            .build());
    lab.close();
    lab = new Lab(engine, clock);
    lab.functions.put("f", event -> event);
    Lab.Reply reply = lab.get(api, "/named/x");
    assertThat(reply.body())
        .contains("\"rawPath\":\"/named/x\"", "\"stageVariables\":{\"a\":\"b\"}");
    GetDeploymentsResponse deployments =
        lab.call(
            GetDeploymentsResponse.class,
            "GetDeployments",
            GetDeploymentsRequest.builder().apiId(api).build());
    assertThat(deployments.items()).hasSize(1);
  }

  @Test
  void aRouteTakesNoMoreThanItsStageAllows() {
    lab.functions.put("f", event -> "1");
    String api = lab.quick("f").apiId();
    lab.call(
        UpdateStageResponse.class,
        "UpdateStage",
        UpdateStageRequest.builder()
            .apiId(api)
            .stageName("$default")
            .defaultRouteSettings(limits -> limits.throttlingBurstLimit(2).throttlingRateLimit(0.5))
            .build());
    assertThat(lab.get(api, "/").status()).isEqualTo(200);
    assertThat(lab.get(api, "/").status()).isEqualTo(200);
    assertThat(lab.get(api, "/").body()).isEqualTo("{\"message\":\"Too Many Requests\"}");
    clock.advance(Duration.ofSeconds(1));
    assertThat(lab.get(api, "/").status()).isEqualTo(429);
    clock.advance(Duration.ofSeconds(1));
    assertThat(lab.get(api, "/").status()).isEqualTo(200);
  }

  @Test
  void whatAnAuthorizerSaidIsKeptAsLongAsItAsks() {
    lab.functions.put("f", event -> event);
    CreateApiResponse api = lab.quick("f");
    lab.functions.put("door", event -> "{\"isAuthorized\":true,\"context\":{\"n\":1}}");
    CreateAuthorizerResponse authorizer =
        lab.call(
            CreateAuthorizerResponse.class,
            "CreateAuthorizer",
            CreateAuthorizerRequest.builder()
                .apiId(api.apiId())
                .name("door")
                .authorizerType(AuthorizerType.REQUEST)
                .authorizerUri(Lab.arn("door"))
                .authorizerPayloadFormatVersion("2.0")
                .enableSimpleResponses(true)
                .identitySource("$request.header.X-Who")
                .authorizerResultTtlInSeconds(60)
                .build());
    route(
        CreateRouteRequest.builder()
            .apiId(api.apiId())
            .routeKey("GET /kept")
            .authorizationType(AuthorizationType.CUSTOM)
            .authorizerId(authorizer.authorizerId())
            .target(integrate(api.apiId(), "f", "2.0")));
    assertThat(lab.get(api.apiId(), "/kept", "X-Who", "a").body())
        .contains("\"authorizer\":{\"lambda\":{\"n\":1}}");
    lab.functions.put("door", event -> "{\"isAuthorized\":false}");
    clock.advance(Duration.ofSeconds(59));
    assertThat(lab.get(api.apiId(), "/kept", "X-Who", "a").status()).isEqualTo(200);
    assertThat(lab.get(api.apiId(), "/kept", "X-Who", "b").status()).isEqualTo(403);
    clock.advance(Duration.ofSeconds(1));
    assertThat(lab.get(api.apiId(), "/kept", "X-Who", "a").status()).isEqualTo(403);
    assertThat(lab.get(api.apiId(), "/kept").status()).isEqualTo(401);
  }
}
