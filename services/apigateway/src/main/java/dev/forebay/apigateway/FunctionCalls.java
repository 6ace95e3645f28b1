package dev.forebay.apigateway;

import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * Calls functions on behalf of an API: as {@code apigateway.amazonaws.com}, so that the function's
 * policy decides; or in the role that an integration or authorizer names, which must trust that
 * service. A function that is too late goes on to its own end, as it does at AWS. Thread-safe.
 */
final class FunctionCalls implements AutoCloseable {
  private static final String PRINCIPAL = "apigateway.amazonaws.com";
  private static final String SESSION = "BackplaneAssumeRoleSession";

  /** In the place of a role: whoever signed the request. */
  private static final String CALLER = "arn:aws:iam::*:user/*";

  private final BiFunction<Arn, String, Caller> sessions;
  private final RandomGenerator random;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private volatile @Nullable Switchboard switchboard;

  /**
   * For one server.
   *
   * @param sessions who acts under a role, by its ARN and the session's name
   */
  FunctionCalls(BiFunction<Arn, String, Caller> sessions, RandomGenerator random) {
    this.sessions = sessions;
    this.random = random;
  }

  void start(Switchboard board) {
    this.switchboard = board;
  }

  /** The switchboard, once there is one. */
  Switchboard switchboard() {
    Switchboard board = switchboard;
    if (board == null) {
      throw new IllegalStateException("no API is served before the start");
    }
    return board;
  }

  /** How a call went. */
  sealed interface Outcome {
    record Returned(Bytes payload) implements Outcome {}

    /** The function failed. */
    record Failed() implements Outcome {}

    /** It could not be called. */
    record Refused(AwsException refusal) implements Outcome {}

    record TimedOut() implements Outcome {}
  }

  /**
   * Calls a function.
   *
   * @param visit the request that it is about
   * @param function its ARN
   * @param role in which, if the configuration names one
   * @param source on behalf of what
   * @param patience how long it may take, in real time
   */
  Outcome call(
      Visit visit,
      String function,
      Optional<String> role,
      Arn source,
      Bytes event,
      Duration patience) {
    InvokeRequest request =
        InvokeRequest.builder()
            .functionName(function)
            .payload(SdkBytes.fromByteArrayUnsafe(event.toArray()))
            .build();
    try {
      CallContext context = context(visit, caller(visit, role, source));
      return await(context, request, patience);
    } catch (AwsException e) {
      return new Outcome.Refused(e);
    }
  }

  private Caller caller(Visit visit, Optional<String> role, Arn source) {
    Caller service =
        new Caller.Service(
            PRINCIPAL, Optional.of(source), Optional.of(visit.site().api().place().account()));
    if (role.isEmpty()) {
      return service;
    }
    if (role.get().equals(CALLER)) {
      return visit.caller();
    }
    Arn arn =
        Arn.parse(role.get())
            .orElseThrow(() -> GatewayErrors.invalid("Invalid role: " + role.get()));
    switchboard()
        .check(
            context(visit, service),
            "sts",
            "AssumeRole",
            AssumeRoleRequest.builder().roleArn(role.get()).roleSessionName(SESSION).build());
    return sessions.apply(arn, SESSION);
  }

  private CallContext context(Visit visit, Caller caller) {
    return new CallContext(
        caller,
        visit.site().api().place(),
        RequestId.random(random),
        visit.request().http().endpoint(),
        Optional.empty(),
        Optional.of("Root=" + visit.request().traceRoot()),
        Optional.empty());
  }

  private Outcome await(CallContext context, InvokeRequest request, Duration patience) {
    Switchboard board = switchboard();
    Future<InvokeResponse> call =
        calls.submit(() -> (InvokeResponse) board.call(context, "lambda", "Invoke", request));
    try {
      InvokeResponse answer = call.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return answer.functionError() != null
          ? new Outcome.Failed()
          : new Outcome.Returned(
              answer.payload() == null
                  ? Bytes.EMPTY
                  : Bytes.wrap(answer.payload().asByteArrayUnsafe()));
    } catch (TimeoutException e) {
      return new Outcome.TimedOut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.TimedOut();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AwsException refusal) {
        return new Outcome.Refused(refusal);
      }
      throw new IllegalStateException("a function could not be called", e.getCause());
    }
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }
}
