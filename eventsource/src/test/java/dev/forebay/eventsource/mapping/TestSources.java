package dev.forebay.eventsource.mapping;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * As much of SQS and Kinesis as a new mapping asks of them. What must only be allowed and never
 * called fails when it is called.
 */
final class TestSources {
  /** Visibility timeouts in seconds by the queues' names. */
  final Map<String, Integer> queues = new ConcurrentHashMap<>();

  /** The ARNs of streams and consumers that are there. */
  final Set<String> streams = ConcurrentHashMap.newKeySet();

  ServiceBinding sqs() {
    return ServiceBinding.of("sqs")
        .on("ReceiveMessage", ReceiveMessageRequest::builder, (c, r) -> neverCalled())
        .on("DeleteMessage", DeleteMessageRequest::builder, (c, r) -> neverCalled())
        .on(
            "GetQueueAttributes",
            GetQueueAttributesRequest::builder,
            (context, request) -> {
              Integer seconds =
                  queues.get(request.queueUrl().substring(request.queueUrl().lastIndexOf('/') + 1));
              if (seconds == null) {
                throw new AwsException(
                    "QueueDoesNotExist", 400, "The specified queue does not exist.");
              }
              return GetQueueAttributesResponse.builder()
                  .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, seconds.toString()))
                  .build();
            })
        .build();
  }

  ServiceBinding kinesis() {
    return ServiceBinding.of("kinesis")
        .on(
            "DescribeStream",
            DescribeStreamRequest::builder,
            (context, request) -> {
              mustExist(request.streamARN());
              return DescribeStreamResponse.builder().build();
            })
        .on(
            "DescribeStreamConsumer",
            DescribeStreamConsumerRequest::builder,
            (context, request) -> {
              mustExist(request.consumerARN());
              return DescribeStreamConsumerResponse.builder().build();
            })
        .on("ListShards", ListShardsRequest::builder, (c, r) -> neverCalled())
        .on("GetShardIterator", GetShardIteratorRequest::builder, (c, r) -> neverCalled())
        .on("GetRecords", GetRecordsRequest::builder, (c, r) -> neverCalled())
        .onStream("SubscribeToShard", SubscribeToShardRequest::builder, (c, r, s) -> neverCalled())
        .build();
  }

  private void mustExist(String arn) {
    if (!streams.contains(arn)) {
      throw new AwsException("ResourceNotFoundException", 400, "not found: " + arn);
    }
  }

  private static DescribeStreamResponse neverCalled() {
    throw new AssertionError("only asked whether it may be called");
  }
}
