package dev.forebay.push;

import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import java.net.URI;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** The usual calls that hand something over. */
public final class Calls {
  private Calls() {}

  /** An asynchronous invocation of a function, a version or an alias. */
  public static Delivery invoke(Arn function, Bytes event) {
    return new Delivery.Call(
        "lambda",
        "Invoke",
        InvokeRequest.builder()
            .functionName(function.toString())
            .invocationType(InvocationType.EVENT)
            .payload(SdkBytes.fromByteArrayUnsafe(event.toArray()))
            .build());
  }

  /** A message to a queue; its URL is of the endpoint's. */
  public static Delivery send(SendMessageRequest message) {
    return new Delivery.Call("sqs", "SendMessage", message);
  }

  /** The URL of a queue. */
  public static String queueUrl(URI endpoint, Arn queue) {
    return endpoint.getScheme()
        + "://"
        + endpoint.getRawAuthority()
        + "/"
        + queue.account()
        + "/"
        + queue.resource();
  }

  /** A message to a topic. */
  public static Delivery publish(PublishRequest message) {
    return new Delivery.Call("sns", "Publish", message);
  }

  /** A record to a stream. */
  public static Delivery.Call put(PutRecordRequest record) {
    return new Delivery.Call("kinesis", "PutRecord", record);
  }

  /** A record to a delivery stream. */
  public static Delivery.Call put(Arn deliveryStream, Bytes record) {
    return new Delivery.Call(
        "firehose",
        "PutRecord",
        software.amazon.awssdk.services.firehose.model.PutRecordRequest.builder()
            .deliveryStreamName(
                deliveryStream.resource().substring(deliveryStream.resource().indexOf('/') + 1))
            .record(data -> data.data(SdkBytes.fromByteArrayUnsafe(record.toArray())))
            .build());
  }

  /** An event to a bus. */
  public static Delivery put(PutEventsRequestEntry event) {
    return new Delivery.Call(
        "events", "PutEvents", PutEventsRequest.builder().entries(event).build());
  }
}
