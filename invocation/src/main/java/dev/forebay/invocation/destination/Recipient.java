package dev.forebay.invocation.destination;

import dev.forebay.invocation.async.Parcel;
import dev.forebay.model.Arn;
import java.net.URI;
import software.amazon.awssdk.core.SdkPojo;

/** How things are handed to one kind of target. Thread-safe. */
sealed interface Recipient permits SqsQueue, SnsTopic, LambdaFunction, EventBus {
  /** The call that hands the parcel over. */
  Call call(Parcel parcel, Arn target, Sending sending);

  /**
   * Whether the answer says that the target has it; some operations answer 200 to entries that they
   * refuse.
   */
  default boolean isAccepted(SdkPojo answer) {
    return true;
  }

  /** One operation of a service. */
  record Call(String service, String operation, SdkPojo request) {}

  /**
   * What a message carries of the way it came.
   *
   * @param endpoint where URLs of resources begin
   * @param traceHeader the X-Ray header with the lineage of the invocation
   */
  record Sending(URI endpoint, String traceHeader) {}
}
