package dev.forebay.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** The service with a virtual clock, and functions that are lines of a test. */
final class Site implements AutoCloseable {
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  private static final URI ENDPOINT = URI.create("http://localhost:4566");
  private static final ObjectMapper JSON = new ObjectMapper();

  final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  final StorageEngine engine;
  final List<JsonNode> events = new CopyOnWriteArrayList<>();
  final List<Caller> callers = new CopyOnWriteArrayList<>();
  private final Map<String, UnaryOperator<ObjectNode>> functions = new ConcurrentHashMap<>();
  private final Random random = new Random(7);
  private final Cognito cognito;
  private final Switchboard switchboard;

  Site() {
    this(Duration.ofSeconds(30));
  }

  Site(Duration patience) {
    this.engine = MemoryEngine.open(clock);
    this.cognito = new Cognito(engine, clock, random, ENDPOINT, patience);
    this.switchboard =
        new Switchboard(
            List.of(
                cognito.binding(),
                ServiceBinding.of("lambda")
                    .on("Invoke", InvokeRequest::builder, this::invoke)
                    .build()),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
    cognito.start(switchboard);
  }

  /** Has a function answer, and gives its ARN. */
  String function(String name, UnaryOperator<ObjectNode> answer) {
    functions.put(name, answer);
    return "arn:aws:lambda:eu-central-1:123456789012:function:" + name;
  }

  /** What a function ends with when it throws. */
  static final class Thrown extends RuntimeException {
    Thrown(String message) {
      super(message);
    }
  }

  private InvokeResponse invoke(CallContext context, InvokeRequest request) {
    try {
      JsonNode event = JSON.readTree(request.payload().asInputStream());
      events.add(event);
      callers.add(context.caller());
      String name = request.functionName().replaceFirst(".*:", "");
      UnaryOperator<ObjectNode> function = functions.get(name);
      if (function == null) {
        throw new AwsException("ResourceNotFoundException", 404, "no such function");
      }
      try {
        return answer(function.apply((ObjectNode) event.deepCopy())).build();
      } catch (Thrown e) {
        ObjectNode error = JSON.createObjectNode().put("errorMessage", e.getMessage());
        return answer(error).functionError("Unhandled").build();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InvokeResponse.Builder answer(JsonNode node) throws IOException {
    return InvokeResponse.builder()
        .statusCode(200)
        .payload(SdkBytes.fromByteArray(JSON.writeValueAsBytes(node)));
  }

  /** Calls as the account. */
  <T extends SdkPojo> T call(SdkPojo request, Class<T> type) {
    return type.cast(call(new Caller.Root(PLACE.account()), request));
  }

  SdkPojo call(SdkPojo request) {
    return call(new Caller.Root(PLACE.account()), request);
  }

  /** Calls as apps do: from anywhere, unsigned. */
  <T extends SdkPojo> T ask(SdkPojo request, Class<T> type) {
    return type.cast(ask(request));
  }

  SdkPojo ask(SdkPojo request) {
    return call(new Caller.Anonymous(), request);
  }

  private SdkPojo call(Caller caller, SdkPojo request) {
    String name = request.getClass().getSimpleName();
    AccountRegion place =
        caller instanceof Caller.Anonymous
            ? new AccountRegion(new AccountId("000000000000"), new Region("us-east-1"))
            : PLACE;
    return switchboard.call(
        new CallContext(
            caller,
            place,
            RequestId.random(random),
            ENDPOINT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        "cognito-idp",
        operation(name.substring(0, name.length() - "Request".length())),
        request);
  }

  private static String operation(String name) {
    return name.replace("UserMfaPreference", "UserMFAPreference").replace("CsvHeader", "CSVHeader");
  }

  AuthenticationResultType signIn(String client, String name, String password) {
    return ask(
            InitiateAuthRequest.builder()
                .clientId(client)
                .authFlow("USER_PASSWORD_AUTH")
                .authParameters(Map.of("USERNAME", name, "PASSWORD", password))
                .build(),
            InitiateAuthResponse.class)
        .authenticationResult();
  }

  /** The code that was sent last. */
  String lastCode() {
    return ((Recorded) cognito.recorded().getLast()).code();
  }

  Recorded lastMessage() {
    return (Recorded) cognito.recorded().getLast();
  }

  int messages() {
    return cognito.recorded().size();
  }

  /** What a token says. */
  static JsonNode claims(String token) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AbstractThrowableAssert<?, ?> refused(String code, ThrowingCallable call) {
    return Assertions.assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsException.class, e -> Assertions.assertThat(e.code()).isEqualTo(code));
  }

  @Override
  public void close() {
    cognito.close();
    engine.close();
  }
}
