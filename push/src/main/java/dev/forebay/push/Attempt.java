package dev.forebay.push;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Tries a delivery once, as its sender. Thread-safe. */
final class Attempt {
  /** Errors of a status below 500 that pass. */
  private static final Set<String> PASSING =
      Set.of(
          "TooManyRequestsException",
          "ThrottlingException",
          "ThrottledException",
          "Throttling",
          "RequestThrottled",
          "RequestThrottledException",
          "RequestLimitExceeded",
          "ProvisionedThroughputExceededException",
          "LimitExceededException",
          "OverLimit",
          "ConcurrentAccessException",
          "OperationAbortedException",
          "ResourceConflictException",
          "ResourceNotReadyException",
          "KMSThrottlingException");

  private final Switchboard switchboard;
  private final URI endpoint;
  private final RandomGenerator random;
  private final HttpPosts posts;

  /**
   * Tries by these ways.
   *
   * @param endpoint what calls from within give as the way by which they came
   */
  Attempt(Switchboard switchboard, URI endpoint, RandomGenerator random, HttpPosts posts) {
    this.switchboard = switchboard;
    this.endpoint = endpoint;
    this.random = random;
    this.posts = posts;
  }

  /** One try; blocks until it has ended. */
  Outcome run(String target, Sender sender, Delivery delivery) throws InterruptedException {
    return switch (delivery) {
      case Delivery.Call call -> call(target, sender, call);
      case Delivery.Http http -> posts.send(http, RequestId.random(random));
    };
  }

  private Outcome call(String target, Sender sender, Delivery.Call call) {
    RequestId request = RequestId.random(random);
    try {
      SdkPojo answer =
          switchboard.call(
              context(target, sender, request), call.service(), call.operation(), call.request());
      return refusedEntry(answer, request);
    } catch (AwsException e) {
      Outcome.Fault fault = new Outcome.Fault(e.code(), e.text(), request.value());
      boolean passes =
          e.status() == 429
              || PASSING.contains(e.code())
              || (e.status() >= 500 && e.status() != 501);
      return passes ? new Outcome.Failed(fault) : new Outcome.Refused(fault);
    } catch (RuntimeException e) {
      // A fault of ours, such as a full disk, may pass.
      return new Outcome.Failed(
          new Outcome.Fault("InternalFailure", String.valueOf(e.getMessage()), request.value()));
    }
  }

  private CallContext context(String target, Sender sender, RequestId request) {
    return new CallContext(
        sender.caller(),
        Arn.parse(target)
            .filter(arn -> AccountId.isValid(arn.account()) && Region.isValid(arn.region()))
            .map(arn -> new AccountRegion(new AccountId(arn.account()), new Region(arn.region())))
            .orElse(sender.home()),
        request,
        endpoint,
        Optional.empty(),
        sender.traceHeader(),
        Optional.empty());
  }

  private static Outcome refusedEntry(SdkPojo answer, RequestId request) {
    return switch (answer) {
      case PutEventsResponse put
          when put.failedEntryCount() != null && put.failedEntryCount() > 0 ->
          put.entries().stream()
              .filter(entry -> entry.errorCode() != null)
              .findFirst()
              .map(entry -> entry(entry.errorCode(), entry.errorMessage(), request))
              .orElseGet(() -> entry("InternalFailure", "an entry failed", request));
      case PutRecordsResponse put
          when put.failedRecordCount() != null && put.failedRecordCount() > 0 ->
          put.records().stream()
              .filter(record -> record.errorCode() != null)
              .findFirst()
              .map(record -> entry(record.errorCode(), record.errorMessage(), request))
              .orElseGet(() -> entry("InternalFailure", "a record failed", request));
      case SendMessageBatchResponse sent when !sent.failed().isEmpty() ->
          entry(sent.failed().getFirst().code(), sent.failed().getFirst().message(), request);
      case PublishBatchResponse published when !published.failed().isEmpty() ->
          entry(
              published.failed().getFirst().code(),
              published.failed().getFirst().message(),
              request);
      default -> new Outcome.Arrived();
    };
  }

  private static Outcome entry(String code, String message, RequestId request) {
    Outcome.Fault fault = new Outcome.Fault(code, String.valueOf(message), request.value());
    return PASSING.contains(code) || code.startsWith("Internal")
        ? new Outcome.Failed(fault)
        : new Outcome.Refused(fault);
  }
}
