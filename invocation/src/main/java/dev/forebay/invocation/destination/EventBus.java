package dev.forebay.invocation.destination;

import dev.forebay.invocation.async.Parcel;
import dev.forebay.model.Arn;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** An event bus: the record is the detail of an event of Lambda's. Immutable. */
record EventBus() implements Recipient {
  @Override
  public Call call(Parcel parcel, Arn target, Sending sending) {
    return new Call(
        "events",
        "PutEvents",
        PutEventsRequest.builder()
            .entries(
                PutEventsRequestEntry.builder()
                    .eventBusName(parcel.targetArn())
                    .source("lambda")
                    .detailType(
                        "Lambda Function Invocation Result - "
                            + (parcel.kind() == Parcel.Kind.ON_SUCCESS ? "Success" : "Failure"))
                    .resources(parcel.targetArn(), parcel.functionArn())
                    .detail(parcel.body().toUtf8())
                    .traceHeader(sending.traceHeader())
                    .build())
            .build());
  }

  @Override
  public boolean isAccepted(SdkPojo answer) {
    Integer failed = answer instanceof PutEventsResponse put ? put.failedEntryCount() : null;
    return failed == null || failed == 0;
  }
}
