package dev.forebay.eventsource.mapping;

import dev.forebay.eventsource.mapping.RoleCalls.Role;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.catalog.RunnableVersion;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
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
 * Finds out whether a source is there and the function's role may read it. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html">Creating
 *     and configuring an Amazon SQS event source mapping</a>
 */
final class SourceCheck {
  private static final int FORBIDDEN = 403;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int RECORDS_AT_ONCE = 1;

  private final RoleCalls calls;

  SourceCheck(RoleCalls calls) {
    this.calls = calls;
  }

  /**
   * Checks a source for a function.
   *
   * @throws AwsException 400 in the words of CreateEventSourceMapping
   */
  void check(EventSource source, RunnableVersion version) {
    Role role = new Role(version.roleArn(), version.function().name());
    switch (source) {
      case EventSource.Queue queue -> checkQueue(queue, role, version);
      case EventSource.Stream stream -> checkStream(stream.arn(), role);
      case EventSource.Consumer consumer -> checkConsumer(consumer, role);
      case EventSource.TableStream stream -> checkTableStream(stream.arn(), role);
    }
  }

  private void checkQueue(EventSource.Queue queue, Role role, RunnableVersion version) {
    Arn arn = queue.arn();
    String url = calls.url(arn);
    mayCall(arn, role, "ReceiveMessage", ReceiveMessageRequest.builder().queueUrl(url).build());
    mayCall(arn, role, "DeleteMessage", DeleteMessageRequest.builder().queueUrl(url).build());
    GetQueueAttributesRequest request =
        GetQueueAttributesRequest.builder()
            .queueUrl(url)
            .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT)
            .build();
    mayCall(arn, role, "GetQueueAttributes", request);
    long visibility =
        Long.parseLong(
            attributes(arn, role, request)
                .attributes()
                .getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "0"));
    if (visibility < version.timeout().toSeconds()) {
      throw Refusals.invalidParameter(
          "Queue visibility timeout: %d seconds is less than Function timeout: %d seconds"
              .formatted(visibility, version.timeout().toSeconds()));
    }
  }

  private void mayCall(Arn arn, Role role, String operation, SdkPojo request) {
    try {
      calls.check(role, arn, operation, request);
    } catch (AwsException e) {
      throw switch (e.status()) {
        case NOT_IMPLEMENTED -> notImplemented(e);
        default ->
            Refusals.invalidParameter(
                    "The function execution role does not have permissions to call "
                        + operation
                        + " on SQS")
                .withHeadersOf(e);
      };
    }
  }

  private GetQueueAttributesResponse attributes(
      Arn arn, Role role, GetQueueAttributesRequest request) {
    try {
      return (GetQueueAttributesResponse) calls.call(role, arn, "GetQueueAttributes", request);
    } catch (AwsException e) {
      String code =
          e.code().equals("QueueDoesNotExist")
              ? "AWS.SimpleQueueService.NonExistentQueue"
              : e.code();
      throw Refusals.invalidParameter(
          "Error occurred while ReceiveMessage. SQS Error Code: "
              + code
              + ". SQS Error Message: "
              + e.text());
    }
  }

  private void checkStream(Arn stream, Role role) {
    describe(
        stream,
        role,
        stream,
        "DescribeStream",
        DescribeStreamRequest.builder().streamARN(stream.toString()).limit(1).build());
    mayRead(
        stream,
        role,
        "ListShards",
        ListShardsRequest.builder().streamARN(stream.toString()).build());
    mayRead(
        stream,
        role,
        "GetShardIterator",
        GetShardIteratorRequest.builder().streamARN(stream.toString()).build());
    mayRead(
        stream,
        role,
        "GetRecords",
        GetRecordsRequest.builder().streamARN(stream.toString()).limit(RECORDS_AT_ONCE).build());
  }

  private void checkTableStream(Arn stream, Role role) {
    String arn = stream.toString();
    describe(
        stream,
        role,
        stream,
        "DescribeStream",
        software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest.builder()
            .streamArn(arn)
            .limit(1)
            .build());
    mayRead(
        stream,
        role,
        "GetShardIterator",
        software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest.builder()
            .streamArn(arn)
            .build());
    // An iterator begins with its stream's ARN.
    mayRead(
        stream,
        role,
        "GetRecords",
        software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest.builder()
            .shardIterator(arn + "|")
            .limit(RECORDS_AT_ONCE)
            .build());
  }

  private void checkConsumer(EventSource.Consumer consumer, Role role) {
    checkStream(consumer.stream(), role);
    describe(
        consumer.arn(),
        role,
        consumer.arn(),
        "DescribeStreamConsumer",
        DescribeStreamConsumerRequest.builder().consumerARN(consumer.arn().toString()).build());
    mayRead(
        consumer.arn(),
        role,
        "SubscribeToShard",
        SubscribeToShardRequest.builder().consumerARN(consumer.arn().toString()).build());
  }

  private void describe(Arn arn, Role role, Arn named, String operation, SdkPojo request) {
    try {
      calls.call(role, arn, operation, request);
    } catch (AwsException e) {
      throw switch (e.status()) {
        case NOT_IMPLEMENTED -> notImplemented(e);
        case FORBIDDEN -> noAccess(arn).withHeadersOf(e);
        default -> refused(named, e);
      };
    }
  }

  private void mayRead(Arn arn, Role role, String operation, SdkPojo request) {
    try {
      calls.check(role, arn, operation, request);
    } catch (AwsException e) {
      throw e.status() == NOT_IMPLEMENTED ? notImplemented(e) : noAccess(arn).withHeadersOf(e);
    }
  }

  private static AwsException refused(Arn arn, AwsException e) {
    return e.code().equals("ResourceNotFoundException")
        ? Refusals.invalidParameter("Stream not found: " + arn)
        : e.code().equals("AccessDeniedException")
            ? noAccess(arn)
            : Refusals.invalidParameter(e.text());
  }

  private static AwsException noAccess(Arn arn) {
    return Refusals.invalidParameter(
        "Cannot access stream "
            + arn
            + ". Please ensure the role can perform the GetRecords, GetShardIterator,"
            + (arn.service().equals("dynamodb")
                ? " DescribeStream, and ListStreams Actions on your stream in IAM."
                : " DescribeStream, ListShards, and ListStreams Actions on your stream in IAM."));
  }

  private static AwsException notImplemented(AwsException e) {
    return Refusals.invalidParameter("The event source cannot be read: " + e.text() + ".");
  }
}
