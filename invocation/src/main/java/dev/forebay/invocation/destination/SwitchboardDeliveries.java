package dev.forebay.invocation.destination;

import dev.forebay.identity.RoleIds;
import dev.forebay.invocation.async.Deliveries;
import dev.forebay.invocation.async.Parcel;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.trace.TraceHeader;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Hands parcels out by calls of the switchboard, each as a session of the function's execution
 * role. Thread-safe.
 */
public final class SwitchboardDeliveries implements Deliveries {
  private static final Map<String, Recipient> RECIPIENTS =
      Map.of(
          "sqs", new SqsQueue(),
          "sns", new SnsTopic(),
          "lambda", new LambdaFunction(),
          "events", new EventBus());

  private final Switchboard switchboard;
  private final URI endpoint;
  private final Clock clock;
  private final RandomGenerator random;

  /**
   * Deliveries by this switchboard.
   *
   * @param endpoint where URLs of queues begin
   * @param random thread-safe; for request and trace ids
   */
  public SwitchboardDeliveries(
      Switchboard switchboard, URI endpoint, Clock clock, RandomGenerator random) {
    this.switchboard = switchboard;
    this.endpoint = endpoint;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void deliver(Parcel parcel) {
    Arn target = arn(parcel.targetArn());
    if (target.service().equals("s3")) {
      store(parcel, target);
      return;
    }
    Recipient recipient = RECIPIENTS.get(target.service());
    if (recipient == null) {
      throw new AwsException(
          "NotImplemented",
          501,
          "delivery to " + target.service() + " is not implemented yet in Forebay");
    }
    TraceHeader received = TraceHeader.of(parcel.traceHeader(), clock.now(), random);
    String trace =
        received.into(received.lineage().with(parcel.function().arn().toString())).toString();
    Recipient.Call call = recipient.call(parcel, target, new Recipient.Sending(endpoint, trace));
    SdkPojo answer =
        switchboard.call(
            context(parcel, target, trace), call.service(), call.operation(), call.request());
    if (!recipient.isAccepted(answer)) {
      throw new AwsException("ServiceException", 500, "the target refused the entry");
    }
  }

  private void store(Parcel parcel, Arn target) {
    PutObjectRequest request =
        FailureObject.in(target, "async/" + parcel.function().name(), clock.now(), random);
    switchboard
        .transfer(
            context(parcel, target, parcel.traceHeader().orElse("")),
            "s3",
            "PutObject",
            request,
            Body.of(parcel.body()))
        .body()
        .close();
  }

  private CallContext context(Parcel parcel, Arn target, String trace) {
    Arn role = arn(parcel.roleArn());
    return new CallContext(
        new Caller.RoleSession(role, RoleIds.of(role), parcel.function().name()),
        AccountId.isValid(target.account()) && Region.isValid(target.region())
            ? new AccountRegion(new AccountId(target.account()), new Region(target.region()))
            : parcel.function().place(),
        RequestId.random(random),
        endpoint,
        Optional.empty(),
        Optional.of(trace),
        Optional.empty());
  }

  private static Arn arn(String text) {
    return Arn.parse(text)
        .orElseThrow(() -> new AwsException("InvalidParameter", 400, "no ARN: " + text));
  }
}
