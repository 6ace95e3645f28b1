package dev.forebay.cognito;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * Asks functions: invokes them as {@code cognito-idp.amazonaws.com} on behalf of the pool, waits
 * for their answer, five seconds of real time at most, tries again up to two times what gave no
 * answer, and turns what went wrong into what the app client is told. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html">Customizing
 *     user pool workflows with Lambda triggers</a>
 */
final class Triggers implements AutoCloseable {
  private static final String PRINCIPAL = "cognito-idp.amazonaws.com";
  private static final int TRIES = 3;

  /** Reads and writes what passes between apps, functions and this service. */
  static final JsonMapper JSON = new JsonMapper();

  /** What an administrator's call has in place of a client. */
  static final String NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE";

  private final URI endpoint;
  private final RandomGenerator random;
  private final Duration patience;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private volatile @Nullable Switchboard switchboard;

  /**
   * For one server.
   *
   * @param patience how long a function may take
   */
  Triggers(URI endpoint, RandomGenerator random, Duration patience) {
    this.endpoint = endpoint;
    this.random = random;
    this.patience = patience;
  }

  void start(Switchboard board) {
    this.switchboard = board;
  }

  /**
   * What a function is asked.
   *
   * @param source the {@code triggerSource}
   * @param version of the event
   * @param username about whom
   * @param client from which app
   * @param request what it is told
   * @param response what it is to fill in
   */
  record Question(
      String source,
      String version,
      String username,
      String client,
      ObjectNode request,
      ObjectNode response) {
    /** About a user, with the attributes that functions are told. */
    static Question about(UserRow user, String client, String source) {
      return about(user.username(), client, source).tell("userAttributes", attributes(user));
    }

    /** About a name that is no user's. */
    static Question about(String username, String client, String source) {
      return new Question(
          source, "1", username, client, JSON.createObjectNode(), JSON.createObjectNode());
    }

    private static Map<String, String> attributes(UserRow user) {
      Map<String, String> all = new TreeMap<>(user.everything());
      all.put("cognito:user_status", user.status());
      return all;
    }

    Question inVersion(String number) {
      return new Question(source, number, username, client, request, response);
    }

    Question tell(String name, @Nullable Object value) {
      request.set(name, JSON.valueToTree(value));
      return this;
    }

    /** Tells a map that the request may not have, in which case it is left out. */
    Question tellGiven(String name, @Nullable Map<String, String> given) {
      if (given != null && !given.isEmpty()) {
        tell(name, given);
      }
      return this;
    }

    Question ask(String name, @Nullable Object value) {
      response.set(name, JSON.valueToTree(value));
      return this;
    }
  }

  /**
   * Asks the function that the pool has for an occasion.
   *
   * @return its {@code response}; empty when the pool has none
   * @throws AwsException when it fails, or answers something else
   */
  Optional<JsonNode> ask(Pool pool, Trigger trigger, Question question) {
    return trigger
        .function(pool)
        .map(function -> answer(trigger, invoke(pool, trigger, function, event(pool, question))));
  }

  private static ObjectNode event(Pool pool, Question question) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("version", question.version())
            .put("triggerSource", question.source())
            .put("region", pool.arn().region())
            .put("userPoolId", pool.id())
            .put("userName", question.username());
    event
        .putObject("callerContext")
        .put("awsSdkVersion", "aws-sdk-unknown-unknown")
        .put("clientId", question.client());
    event.set("request", question.request());
    event.set("response", question.response());
    return event;
  }

  private static JsonNode answer(Trigger trigger, InvokeResponse answered) {
    JsonNode payload;
    try {
      payload =
          answered.payload() == null
              ? JSON.nullNode()
              : JSON.readTree(answered.payload().asInputStream());
    } catch (IOException e) {
      throw unrecognizable();
    }
    if (answered.functionError() != null) {
      throw CognitoErrors.of(
          "UserLambdaValidationException",
          trigger.spelling()
              + " failed with error "
              + payload.path("errorMessage").asText("")
              + ".");
    }
    if (!payload.isObject() || !payload.path("response").isObject()) {
      throw unrecognizable();
    }
    return payload.path("response");
  }

  /** The answer to an answer that is none. */
  static AwsException unrecognizable() {
    return CognitoErrors.of("InvalidLambdaResponseException", "Unrecognizable lambda output");
  }

  private InvokeResponse invoke(Pool pool, Trigger trigger, String function, ObjectNode event) {
    InvokeRequest request;
    try {
      request =
          InvokeRequest.builder()
              .functionName(function)
              .payload(SdkBytes.fromByteArrayUnsafe(JSON.writeValueAsBytes(event)))
              .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event can be written", e);
    }
    Attempt last = new Attempt.Failed("");
    for (int attempt = 0; attempt < TRIES; attempt++) {
      last = attempt(pool, request);
      switch (last) {
        case Attempt.Answered(InvokeResponse answer) -> {
          return answer;
        }
        case Attempt.Refused(String why) -> throw unexpected(trigger, why);
        case Attempt.Failed failed -> {}
      }
    }
    throw unexpected(trigger, last instanceof Attempt.Failed(String why) ? why : "");
  }

  private static AwsException unexpected(Trigger trigger, String why) {
    return CognitoErrors.of(
        "UnexpectedLambdaException", trigger.spelling() + " invocation failed due to " + why);
  }

  /** How one try went. */
  private sealed interface Attempt {
    record Answered(InvokeResponse answer) implements Attempt {}

    /** Another try would go the same way. */
    record Refused(String why) implements Attempt {}

    record Failed(String why) implements Attempt {}
  }

  private Attempt attempt(Pool pool, InvokeRequest request) {
    Switchboard board = switchboard;
    if (board == null) {
      throw new IllegalStateException("no function is asked before the start");
    }
    CallContext context =
        new CallContext(
            new Caller.Service(
                PRINCIPAL, Optional.of(pool.arn()), Optional.of(pool.place().account())),
            pool.place(),
            RequestId.random(random),
            endpoint,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    // A function that is too late goes on to its own end, as it does at AWS.
    Future<InvokeResponse> call =
        calls.submit(() -> (InvokeResponse) board.call(context, "lambda", "Invoke", request));
    try {
      return new Attempt.Answered(call.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Attempt.Failed("error Socket timeout while invoking Lambda function.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Attempt.Refused("error InterruptedException.");
    } catch (ExecutionException e) {
      return failure(e.getCause());
    }
  }

  private static Attempt failure(@Nullable Throwable cause) {
    if (!(cause instanceof AwsException refused)) {
      throw new IllegalStateException("a function could not be asked", cause);
    }
    if (refused.code().equals("ResourceNotFoundException")) {
      return new Attempt.Refused("configuration.");
    }
    String why = "error " + refused.code() + ".";
    return refused.status() == 429 || refused.status() >= 500
        ? new Attempt.Failed(why)
        : new Attempt.Refused(why);
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }
}
