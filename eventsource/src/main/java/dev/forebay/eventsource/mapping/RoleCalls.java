package dev.forebay.eventsource.mapping;

import dev.forebay.identity.RoleIds;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Calls the operations of sources and destinations as a function's execution role. Thread-safe. */
public final class RoleCalls {
  private final Switchboard switchboard;
  private final URI endpoint;
  private final RandomGenerator random;

  /**
   * Calls on this switchboard.
   *
   * @param endpoint where URLs of queues begin
   * @param random thread-safe; for request ids
   */
  public RoleCalls(Switchboard switchboard, URI endpoint, RandomGenerator random) {
    this.switchboard = switchboard;
    this.endpoint = endpoint;
    this.random = random;
  }

  /**
   * On whose behalf a call is made. Immutable.
   *
   * @param roleArn the function's execution role
   * @param function the function's name, which names the session
   */
  public record Role(String roleArn, String function) {}

  /**
   * Calls an operation on a resource, in the resource's account and region.
   *
   * @throws AwsException as the operation or the authorization answers; 501 for a service that is
   *     not there
   */
  public SdkPojo call(Role role, Arn resource, String operation, SdkPojo request) {
    return switchboard.call(context(role, resource), service(resource), operation, request);
  }

  /**
   * Finds out whether the role may call an operation, and does not call it.
   *
   * @throws AwsException as the authorization answers; 501 for a service that is not there
   */
  public void check(Role role, Arn resource, String operation, SdkPojo request) {
    switchboard.check(context(role, resource), service(resource), operation, request);
  }

  /**
   * Writes an object, in the place of whoever the role is for: a bucket's ARN names none.
   *
   * @throws AwsException as the operation or the authorization answers; 501 without S3
   */
  public void store(Role role, AccountRegion place, PutObjectRequest request, Bytes content) {
    switchboard
        .transfer(context(role, place), "s3", "PutObject", request, Body.of(content))
        .body()
        .close();
  }

  /** The service that answers for a resource: streams of tables have one of their own. */
  private static String service(Arn resource) {
    return resource.service().equals("dynamodb") && resource.resource().contains("/stream/")
        ? "dynamodbstreams"
        : resource.service();
  }

  /** Whether there is such a service. */
  public boolean has(String service) {
    return switchboard.services().containsKey(service);
  }

  /** The URL of a queue. */
  public String url(Arn queue) {
    return endpoint + "/" + queue.account() + "/" + queue.resource();
  }

  private CallContext context(Role role, Arn resource) {
    String account =
        AccountId.isValid(resource.account()) ? resource.account() : arn(role).account();
    return context(role, new AccountRegion(new AccountId(account), new Region(resource.region())));
  }

  private static Arn arn(Role role) {
    return Arn.parse(role.roleArn())
        .orElseThrow(() -> new IllegalStateException("no role: " + role.roleArn()));
  }

  private CallContext context(Role role, AccountRegion place) {
    Arn arn = arn(role);
    return new CallContext(
        new Caller.RoleSession(arn, RoleIds.of(arn), role.function()),
        place,
        RequestId.random(random),
        endpoint,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
