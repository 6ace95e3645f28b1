package dev.forebay.invocation.destination;

import dev.forebay.invocation.async.Parcel;
import dev.forebay.model.Arn;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/** A function: the record is its event, invoked asynchronously. Immutable. */
record LambdaFunction() implements Recipient {
  @Override
  public Call call(Parcel parcel, Arn target, Sending sending) {
    return new Call(
        "lambda",
        "Invoke",
        InvokeRequest.builder()
            .functionName(parcel.targetArn())
            .invocationType(InvocationType.EVENT)
            .payload(SdkBytes.fromByteArrayUnsafe(parcel.body().toArray()))
            .build());
  }
}
