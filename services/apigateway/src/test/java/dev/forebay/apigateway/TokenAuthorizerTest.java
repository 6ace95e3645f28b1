package dev.forebay.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizerType;
import software.amazon.awssdk.services.apigatewayv2.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateAuthorizerResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsResponse;

/** "Control access to HTTP APIs with JWT authorizers". */
class TokenAuthorizerTest {
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");

  private final VirtualClock clock = new VirtualClock(NOW);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final Lab lab = new Lab(engine, clock);
  private RSAKey key = newKey("one");
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer issuer = server();
  private final String name = "http://127.0.0.1:" + issuer.getAddress().getPort();
  private String api = "";

  private static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            boolean keys = exchange.getRequestURI().getPath().equals("/keys");
            String text =
                keys
                    ? new JWKSet(key.toPublicJWK()).toString()
                    : "{\"jwks_uri\":\"" + name + "/keys\"}";
            asked.incrementAndGet();
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void makeRoutes() {
    lab.functions.put("f", event -> event);
    api = lab.quick("f").apiId();
    CreateAuthorizerResponse authorizer =
        lab.call(
            CreateAuthorizerResponse.class,
            "CreateAuthorizer",
            CreateAuthorizerRequest.builder()
                .apiId(api)
                .name("jwt")
                .authorizerType(AuthorizerType.JWT)
                .identitySource("$request.header.Authorization")
                .jwtConfiguration(jwt -> jwt.issuer(name).audience("app", "web"))
                .build());
    GetIntegrationsResponse integrations =
        lab.call(
            GetIntegrationsResponse.class,
            "GetIntegrations",
            GetIntegrationsRequest.builder().apiId(api).build());
    CreateRouteRequest.Builder route =
        CreateRouteRequest.builder()
            .apiId(api)
            .authorizationType(AuthorizationType.JWT)
            .authorizerId(authorizer.authorizerId())
            .target("integrations/" + integrations.items().getFirst().integrationId());
    lab.call(CreateRouteResponse.class, "CreateRoute", route.routeKey("GET /open").build());
    lab.call(
        CreateRouteResponse.class,
        "CreateRoute",
        route.routeKey("GET /scoped").authorizationScopes("read", "all").build());
  }

  @AfterEach
  void close() {
    issuer.stop(0);
    lab.close();
    engine.close();
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(name)
        .audience("app")
        .subject("ann")
        .issueTime(Date.from(NOW))
        .expirationTime(Date.from(NOW.plusSeconds(3_600)));
  }

  private String sign(JWTClaimsSet.Builder claims) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            claims.build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private Lab.Reply get(String path, String token) {
    return lab.get(api, path, "Authorization", "Bearer " + token);
  }

  private void assertInvalid(String token, String description) {
    Lab.Reply reply = get("/open", token);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
    assertThat(reply.headers().first("www-authenticate"))
        .contains(
            "Bearer scope=\"\" error=\"invalid_token\" error_description=\"" + description + "\"");
  }

  @Test
  void theFunctionIsToldTheClaimsAsTexts() throws Exception {
    String token = sign(claims().claim("groups", List.of("a", "b")).claim("n", 7));
    assertThat(get("/open", token).body())
        .contains(
            "\"jwt\":{\"claims\":{", "\"groups\":\"[a b]\"", "\"n\":\"7\"", "\"scopes\":null");
  }

  @Test
  void oneOfTheRoutesScopesMustBeThere() throws Exception {
    assertThat(get("/scoped", sign(claims().claim("scope", "write read"))).body())
        .contains("\"scopes\":[\"read\",\"all\"]");
    Lab.Reply refused = get("/scoped", sign(claims().claim("scope", "write")));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.headers().first("www-authenticate").orElseThrow())
        .startsWith("Bearer scope=\"read all\" error=\"insufficient_scope\"");
  }

  @Test
  void timeIsReadOffTheClock() throws Exception {
    String token = sign(claims());
    assertThat(get("/open", token).status()).isEqualTo(200);
    clock.advance(Duration.ofHours(1));
    assertInvalid(token, "the token has expired");
    JWTClaimsSet.Builder later = claims().expirationTime(Date.from(NOW.plusSeconds(7_200)));
    assertInvalid(
        sign(later.notBeforeTime(Date.from(NOW.plusSeconds(3_601)))), "the token is not valid yet");
  }

  @Test
  void audienceIssuerAndSignatureMustBeRight() throws Exception {
    assertInvalid(sign(claims().audience("other")), "the token does not have a valid audience");
    assertThat(
            get("/open", sign(claims().audience((String) null).claim("client_id", "web"))).status())
        .isEqualTo(200);
    assertInvalid(sign(claims().issuer("http://other")), "the token was issued by another issuer");
    SignedJWT mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    mac.sign(new MACSigner(new byte[32]));
    assertInvalid(mac.serialize(), "signing method HS256 is invalid");
    String own = sign(claims());
    key = newKey("one");
    assertInvalid(sign(claims()), "the signature of the token is not valid");
    assertInvalid(own.substring(0, 20), "the token could not be parsed");
  }

  @Test
  void whatATokenSaysOfItselfAddsNoHeader() {
    String head = "{\"alg\":\"a\\r\\nSet-Cookie: b\",\"kid\":\"one\"}";
    String token = encoded(head) + "." + encoded("{}") + ".AAAA";
    assertInvalid(token, "signing method aSet-Cookieb is invalid");
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aNewKeyIsFoundAndAKnownOneIsNotAskedForAgain() throws Exception {
    assertThat(get("/open", sign(claims())).status()).isEqualTo(200);
    assertThat(get("/open", sign(claims())).status()).isEqualTo(200);
    assertThat(asked.get()).isEqualTo(2);
    key = newKey("two");
    assertInvalid(sign(claims()), "the signature of the token is not valid");
    clock.advance(Duration.ofSeconds(11));
    assertThat(get("/open", sign(claims())).status()).isEqualTo(200);
    assertThat(asked.get()).isEqualTo(4);
  }
}
