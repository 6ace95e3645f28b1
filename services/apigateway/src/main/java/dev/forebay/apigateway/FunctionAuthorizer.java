package dev.forebay.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.proxy.Authorized;
import dev.forebay.proxy.Event1;
import dev.forebay.proxy.Event2;
import dev.forebay.proxy.ProxyRequest;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;

/**
 * Lets in whom a function lets in ("Control access to HTTP APIs with AWS Lambda authorizers"). What
 * it said is kept for the same identity for as long as the authorizer asks, on the clock; a policy
 * is applied to each request anew. Thread-safe.
 */
final class FunctionAuthorizer {
  private static final String INVOKE = "execute-api:Invoke";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST = 10_000;

  private final FunctionCalls calls;
  private final AuthorizerPolicy policies;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Said> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Said> eldest) {
          return size() > MOST;
        }
      };

  FunctionAuthorizer(FunctionCalls calls, AuthorizerPolicy policies, Clock clock) {
    this.calls = calls;
    this.policies = policies;
    this.clock = clock;
  }

  /** Whose word is kept, and about whom. */
  private record Key(String api, String stage, Authorizer authorizer, List<String> identity) {}

  /** What a function said, and until when that holds. */
  private record Said(JsonNode answer, Instant until) {}

  Entry admit(Visit visit, Authorizer authorizer) {
    List<String> identity = new ArrayList<>();
    for (String source : orNone(authorizer.identitySource())) {
      Optional<String> value = IdentitySource.parse(source).of(visit.request());
      if (value.isEmpty()) {
        return new Entry.Refused(GatewayAnswer.UNAUTHORIZED);
      }
      identity.add(value.get());
    }
    Key key =
        new Key(visit.site().api().id(), visit.site().stage().stageName(), authorizer, identity);
    Optional<JsonNode> before = recall(key);
    if (before.isPresent()) {
      return decide(visit, authorizer, before.get());
    }
    return switch (ask(visit, authorizer, identity)) {
      case FunctionCalls.Outcome.Returned(Bytes payload) -> {
        Optional<JsonNode> answer = read(payload);
        answer.ifPresent(said -> keep(key, authorizer, said));
        yield answer.isEmpty() ? failed() : decide(visit, authorizer, answer.get());
      }
      case FunctionCalls.Outcome.Refused(AwsException refusal) ->
          new Entry.Refused(GatewayAnswer.because(GatewayAnswer.FAILED, refusal));
      case FunctionCalls.Outcome.Failed broken -> failed();
      case FunctionCalls.Outcome.TimedOut late -> failed();
    };
  }

  private static Entry failed() {
    return new Entry.Refused(GatewayAnswer.FAILED);
  }

  private static List<String> orNone(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private FunctionCalls.Outcome ask(Visit visit, Authorizer authorizer, List<String> identity) {
    ProxyRequest request = visit.request();
    String arn = visit.invoked().toString();
    String uri = visit.site().fill(authorizer.authorizerUri());
    return calls.call(
        visit,
        Integrations.function(uri).orElse(uri),
        Optional.ofNullable(authorizer.authorizerCredentialsArn()),
        visit.site().api().executeArn("authorizers/" + authorizer.authorizerId()),
        "1.0".equals(authorizer.authorizerPayloadFormatVersion())
            ? Event1.question(request, arn, identity)
            : Event2.question(request, arn, identity),
        PATIENCE);
  }

  private static Optional<JsonNode> read(Bytes payload) {
    try {
      JsonNode answer = Kinds.JSON.readTree(payload.toInputStream());
      return Optional.ofNullable(answer).filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Entry decide(Visit visit, Authorizer authorizer, JsonNode answer) {
    boolean simple = Boolean.TRUE.equals(authorizer.enableSimpleResponses());
    if (simple ? !answer.path("isAuthorized").isBoolean() : !isPolicy(answer)) {
      return failed();
    }
    boolean allowed =
        simple
            ? answer.path("isAuthorized").asBoolean()
            : policies.allows(
                answer.path("policyDocument").toString(), INVOKE, visit.invoked().toString());
    if (!allowed) {
      return new Entry.Refused(GatewayAnswer.FORBIDDEN);
    }
    Optional<String> principal = Optional.ofNullable(answer.path("principalId").asText(null));
    JsonNode context = answer.path("context");
    Authorized known =
        new Authorized.ByFunction(principal, context.isObject() ? context.toString() : "{}");
    return new Entry.Admitted(visit.as(visit.request().as(known), visit.caller()));
  }

  private static boolean isPolicy(JsonNode answer) {
    return answer.path("principalId").isTextual() && answer.path("policyDocument").isObject();
  }

  private Optional<JsonNode> recall(Key key) {
    lock.lock();
    try {
      Said said = kept.get(key);
      return said == null || !clock.now().isBefore(said.until())
          ? Optional.empty()
          : Optional.of(said.answer());
    } finally {
      lock.unlock();
    }
  }

  private void keep(Key key, Authorizer authorizer, JsonNode answer) {
    Integer seconds = authorizer.authorizerResultTtlInSeconds();
    if (seconds == null || seconds == 0) {
      return;
    }
    lock.lock();
    try {
      kept.put(key, new Said(answer, clock.now().plusSeconds(seconds)));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what was said about callers of a stage. */
  void forget(String api, String stage) {
    lock.lock();
    try {
      kept.keySet().removeIf(key -> key.api().equals(api) && key.stage().equals(stage));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all. */
  void reset() {
    lock.lock();
    try {
      kept.clear();
    } finally {
      lock.unlock();
    }
  }
}
