package dev.forebay.eventsource.source.remote;

import dev.forebay.model.Region;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * SQS elsewhere: what the engine needs of it, by the SDK's client. A queue's URL keeps its path and
 * gets the address of the service. Thread-safe.
 */
public final class RemoteSqs implements AutoCloseable {
  private final Remote remote;
  private final Map<Region, SqsClient> clients = new ConcurrentHashMap<>();

  /** SQS at an address. */
  public RemoteSqs(Remote remote) {
    this.remote = remote;
  }

  /** The operations, under {@code sqs}. */
  public ServiceBinding binding() {
    return ServiceBinding.of("sqs")
        .on(
            "ReceiveMessage",
            ReceiveMessageRequest::builder,
            (context, request) ->
                Remote.answer(() ->
                    client(context)
                        .receiveMessage(request.copy(r -> r.queueUrl(url(request.queueUrl()))))))
        .on(
            "DeleteMessage",
            DeleteMessageRequest::builder,
            (context, request) ->
                Remote.answer(() ->
                    client(context)
                        .deleteMessage(request.copy(r -> r.queueUrl(url(request.queueUrl()))))))
        .on(
            "DeleteMessageBatch",
            DeleteMessageBatchRequest::builder,
            (context, request) ->
                Remote.answer(() ->
                    client(context)
                        .deleteMessageBatch(
                            request.copy(r -> r.queueUrl(url(request.queueUrl()))))))
        .on(
            "GetQueueAttributes",
            GetQueueAttributesRequest::builder,
            (context, request) ->
                Remote.answer(() ->
                    client(context)
                        .getQueueAttributes(
                            request.copy(r -> r.queueUrl(url(request.queueUrl()))))))
        .on(
            "SendMessage",
            SendMessageRequest::builder,
            (context, request) ->
                Remote.answer(() ->
                    client(context)
                        .sendMessage(request.copy(r -> r.queueUrl(url(request.queueUrl()))))))
        .build();
  }

  private String url(String local) {
    return remote.endpoint().resolve(URI.create(local).getRawPath()).toString();
  }

  private SqsClient client(CallContext context) {
    return clients.computeIfAbsent(
        context.place().region(), region -> remote.configure(SqsClient.builder(), region).build());
  }

  @Override
  public void close() {
    clients.values().forEach(SqsClient::close);
  }
}
