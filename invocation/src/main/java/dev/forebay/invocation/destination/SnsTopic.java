package dev.forebay.invocation.destination;

import dev.forebay.invocation.async.Parcel;
import dev.forebay.model.Arn;
import java.util.Map;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** A topic: the body is the message; a dead letter has attributes. Immutable. */
record SnsTopic() implements Recipient {
  @Override
  public Call call(Parcel parcel, Arn target, Sending sending) {
    PublishRequest.Builder request =
        PublishRequest.builder().topicArn(parcel.targetArn()).message(parcel.body().toUtf8());
    if (parcel.kind() == Parcel.Kind.DEAD_LETTER) {
      request.messageAttributes(
          Map.of(
              "RequestID", attribute("String", parcel.requestId().value()),
              "ErrorCode", attribute("Number", Integer.toString(parcel.status())),
              "ErrorMessage", attribute("String", DeadLetters.message(parcel))));
    }
    return new Call("sns", "Publish", request.build());
  }

  private static MessageAttributeValue attribute(String type, String value) {
    return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
  }
}
