package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.RequestId;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * Calls under the roles of delivery streams. Immutable, thread-safe.
 *
 * @param switchboard takes the calls
 * @param endpoint given as the way by which they came
 * @param sessions who acts under a role, by its ARN and the session's name
 * @param random thread-safe; for request ids
 */
record RoleSessions(
    Switchboard switchboard,
    URI endpoint,
    BiFunction<Arn, String, Caller> sessions,
    RandomGenerator random) {
  private static final String PRINCIPAL = "firehose.amazonaws.com";
  private static final String SESSION = "AWSFirehose";

  /**
   * Whether the role lets the service assume it.
   *
   * @throws dev.forebay.wire.AwsException when not, as the authorization answers
   */
  void check(CallContext context, Arn role, String stream) {
    switchboard.check(
        context(
            new Caller.Service(
                PRINCIPAL,
                Arn.parse(StreamRow.arn(context.place(), stream)),
                Optional.of(context.place().account())),
            context.place()),
        "sts",
        "AssumeRole",
        AssumeRoleRequest.builder()
            .roleArn(role.toString())
            .roleSessionName(SESSION)
            .externalId(context.place().account().value())
            .build());
  }

  /**
   * Writes an object.
   *
   * @throws dev.forebay.wire.AwsException as the bucket or the authorization answers
   */
  void store(Arn role, AccountRegion place, PutObjectRequest request, Body body) {
    switchboard
        .transfer(context(sessions.apply(role, SESSION), place), "s3", "PutObject", request, body)
        .body()
        .close();
  }

  /**
   * Invokes a function and waits for its answer.
   *
   * @throws dev.forebay.wire.AwsException as the function's service or the authorization answers
   */
  InvokeResponse invoke(Arn role, AccountRegion place, InvokeRequest request) {
    return (InvokeResponse)
        switchboard.call(
            context(sessions.apply(role, SESSION), place), "lambda", "Invoke", request);
  }

  private CallContext context(Caller caller, AccountRegion place) {
    return new CallContext(
        caller,
        place,
        RequestId.random(random),
        endpoint,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
