package dev.forebay.sns;

import dev.forebay.storage.rows.WeekLog;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Publishes messages, one or up to ten. Thread-safe. */
final class PublishOperations {
  private static final int MOST = 10;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern PHONE = Pattern.compile("\\+[0-9]{6,15}");

  private final Topics topics;
  private final Intake intake;
  private final Fanout fanout;
  private final FifoTopics fifo;
  private final PlatformOperations platforms;
  private final WeekLog<Recorded> recorded;

  PublishOperations(
      Topics topics,
      Intake intake,
      Fanout fanout,
      FifoTopics fifo,
      PlatformOperations platforms,
      WeekLog<Recorded> recorded) {
    this.topics = topics;
    this.intake = intake;
    this.fanout = fanout;
    this.fifo = fifo;
    this.platforms = platforms;
    this.recorded = recorded;
  }

  PublishResponse publish(CallContext context, PublishRequest request) {
    if (request.message() == null) {
      throw SnsErrors.missing("message");
    }
    String arn = request.topicArn() == null ? request.targetArn() : request.topicArn();
    if (arn == null && request.phoneNumber() != null) {
      return toPhone(request);
    }
    if (arn == null) {
      throw SnsErrors.invalid("TopicArn or TargetArn", "no value for required parameter");
    }
    if (arn.contains(":endpoint/")) {
      platforms.checkEndpoint(context, arn);
      return keep(request, "application", arn);
    }
    OpenTopic topic = topics.open(context, arn);
    Message message = intake.check(Intake.Given.of(request), Optional.of(topic.row()));
    Message published = publish(context, topic, List.of(message)).getFirst();
    return PublishResponse.builder()
        .messageId(published.id())
        .sequenceNumber(published.sequence().orElse(null))
        .build();
  }

  private List<Message> publish(CallContext context, OpenTopic topic, List<Message> messages) {
    if (topic.row().fifo()) {
      return fifo.publish(
          topic, messages, fresh -> fanout.deliver(topic, fresh, context.traceHeader()));
    }
    fanout.deliver(topic, messages, context.traceHeader());
    return messages;
  }

  private PublishResponse toPhone(PublishRequest request) {
    if (!PHONE.matcher(request.phoneNumber()).matches()) {
      throw SnsErrors.invalid("PhoneNumber", request.phoneNumber() + " is not valid to publish to");
    }
    return keep(request, "sms", request.phoneNumber());
  }

  private PublishResponse keep(PublishRequest request, String protocol, String endpoint) {
    Message message = intake.check(Intake.Given.of(request), Optional.empty());
    recorded.add(
        List.of(
            new Recorded(
                Envelope.time(message.at()),
                protocol,
                endpoint,
                null,
                null,
                message.id(),
                message.subject().orElse(null),
                message.bodies().getOrDefault(protocol, message.body()))));
    return PublishResponse.builder().messageId(message.id()).build();
  }

  PublishBatchResponse publishBatch(CallContext context, PublishBatchRequest request) {
    OpenTopic topic = topics.open(context, request.topicArn());
    List<PublishBatchRequestEntry> entries = request.publishBatchRequestEntries();
    checkBatch(entries);
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    List<PublishBatchRequestEntry> accepted = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    for (PublishBatchRequestEntry entry : entries) {
      try {
        messages.add(intake.check(Intake.Given.of(entry), Optional.of(topic.row())));
        accepted.add(entry);
      } catch (AwsException e) {
        failed.add(
            BatchResultErrorEntry.builder()
                .id(entry.id())
                .code(wireCode(e.code()))
                .message(e.text())
                .senderFault(e.status() < 500)
                .build());
      }
    }
    List<PublishBatchResultEntry> done = new ArrayList<>();
    if (!messages.isEmpty()) {
      List<Message> published = publish(context, topic, messages);
      for (int i = 0; i < accepted.size(); i++) {
        Message message = published.get(i);
        done.add(
            PublishBatchResultEntry.builder()
                .id(accepted.get(i).id())
                .messageId(message.id())
                .sequenceNumber(message.sequence().orElse(null))
                .build());
      }
    }
    return PublishBatchResponse.builder().successful(done).failed(failed).build();
  }

  /** The code as the query protocol has it. */
  private static String wireCode(String code) {
    return code.equals("InvalidParameterValueException")
        ? "ParameterValueInvalid"
        : code.replaceFirst("Exception$", "");
  }

  private static void checkBatch(@Nullable List<PublishBatchRequestEntry> entries) {
    if (entries == null || entries.isEmpty()) {
      throw new AwsException(
          "EmptyBatchRequestException", 400, "The batch request doesn't contain any entries.");
    }
    if (entries.size() > MOST) {
      throw new AwsException(
          "TooManyEntriesInBatchRequestException",
          400,
          "The batch request contains more entries than permissible.");
    }
    Set<String> ids = new HashSet<>();
    long size = 0;
    for (PublishBatchRequestEntry entry : entries) {
      if (entry.id() == null || !ID.matcher(entry.id()).matches()) {
        throw new AwsException(
            "InvalidBatchEntryIdException",
            400,
            "The Id of a batch entry in a batch request doesn't abide by the specification.");
      }
      if (!ids.add(entry.id())) {
        throw new AwsException(
            "BatchEntryIdsNotDistinctException",
            400,
            "Two or more batch entries in the request have the same Id.");
      }
      size += Intake.Given.of(entry).size();
    }
    if (size > Intake.LARGEST) {
      throw new AwsException(
          "BatchRequestTooLongException",
          400,
          "The length of all the batch messages put together is more than the limit.");
    }
  }
}
