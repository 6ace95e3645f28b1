package dev.forebay.invocation.destination;

import dev.forebay.invocation.async.Parcel;
import dev.forebay.model.Arn;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** A queue: the body is the message; a dead letter has attributes. Immutable. */
record SqsQueue() implements Recipient {
  @Override
  public Call call(Parcel parcel, Arn target, Sending sending) {
    SendMessageRequest.Builder request =
        SendMessageRequest.builder()
            .queueUrl(sending.endpoint() + "/" + target.account() + "/" + target.resource())
            .messageBody(parcel.body().toUtf8())
            .messageSystemAttributes(
                Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                        .dataType("String")
                        .stringValue(sending.traceHeader())
                        .build()));
    if (parcel.kind() == Parcel.Kind.DEAD_LETTER) {
      request.messageAttributes(
          Map.of(
              "RequestID", attribute("String", parcel.requestId().value()),
              "ErrorCode", attribute("Number", Integer.toString(parcel.status())),
              "ErrorMessage", attribute("String", DeadLetters.message(parcel))));
    }
    return new Call("sqs", "SendMessage", request.build());
  }

  private static MessageAttributeValue attribute(String type, String value) {
    return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
  }
}
