package dev.forebay.sns;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import dev.forebay.push.Calls;
import dev.forebay.push.DeadLetter;
import dev.forebay.push.Delivery;
import dev.forebay.push.Push;
import dev.forebay.push.Pushes;
import dev.forebay.push.Sender;
import dev.forebay.storage.rows.WeekLog;
import dev.forebay.wire.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Brings a message to the subscribers that want it. Thread-safe. */
final class Fanout {
  private static final String PRINCIPAL = "sns.amazonaws.com";
  private static final String SESSION = "AmazonSNS";
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final Pushes pushes;
  private final Signer signer;
  private final WeekLog<Recorded> recorded;
  private final Trail trail;
  private final Clock clock;
  private final URI endpoint;
  private final BiFunction<Arn, String, Caller> sessions;

  Fanout(
      Pushes pushes,
      Signer signer,
      WeekLog<Recorded> recorded,
      Trail trail,
      Clock clock,
      URI endpoint,
      BiFunction<Arn, String, Caller> sessions) {
    this.pushes = pushes;
    this.signer = signer;
    this.recorded = recorded;
    this.trail = trail;
    this.clock = clock;
    this.endpoint = endpoint;
    this.sessions = sessions;
  }

  /** Everything that follows from messages of one topic, in their order, is durable on return. */
  void deliver(OpenTopic topic, List<Message> messages, Optional<String> traceHeader) {
    Sender service = Sender.service(PRINCIPAL, topic.arn(), topic.place());
    Sender sender = new Sender(service.caller(), service.home(), traceHeader);
    List<Push> all = new ArrayList<>(topic.subscribers().size() * messages.size());
    List<Recorded> kept = new ArrayList<>();
    for (Message message : messages) {
      collect(topic, message, sender, all, kept);
    }
    recorded.add(kept);
    if (!all.isEmpty()) {
      pushes.deliver(all);
    }
  }

  private void collect(
      OpenTopic topic, Message message, Sender sender, List<Push> all, List<Recorded> kept) {
    BitSet matching = matching(topic, message);
    Envelope envelope = new Envelope(topic, message, signer, endpoint);
    long now = clock.now().toEpochMilli();
    for (int number = 0; number < topic.subscribers().size(); number++) {
      Subscriber subscriber = topic.subscribers().get(number);
      if (subscriber.row().pending() || subscriber.row().lapsed(now)) {
        continue;
      }
      if (!(subscriber.filter() instanceof FilterPolicy.None) && !matching.get(number)) {
        trail.note(
            new Way.Pushed(topic.arn().toString(), subscriber.row().endpoint()),
            List.of(message.id()),
            new Step.Filtered("the filter policy of " + subscriber.arn() + " does not match"));
        continue;
      }
      switch (subscriber.row().protocol()) {
        case SQS, LAMBDA, HTTP, HTTPS ->
            all.add(push(topic, message, subscriber, envelope, sender));
        case FIREHOSE ->
            all.add(push(topic, message, subscriber, envelope, underRole(subscriber, sender)));
        case EMAIL, EMAIL_JSON, SMS, APPLICATION ->
            kept.add(record(topic, message, subscriber, envelope));
      }
    }
  }

  private static BitSet matching(OpenTopic topic, Message message) {
    BitSet matching = new BitSet();
    if (!topic.byAttributes().isEmpty()) {
      topic.byAttributes().matching(attributesAsJson(message)).forEach(matching::set);
    }
    if (!topic.byBody().isEmpty()) {
      try {
        topic.byBody().matching(message.body()).forEach(matching::set);
      } catch (IllegalArgumentException e) {
        // A body that is no JSON object passes no filter on the body.
        return matching;
      }
    }
    return matching;
  }

  /** The attributes that can be compared: texts, numbers, and lists of them. */
  static String attributesAsJson(Message message) {
    StringBuilder json = new StringBuilder("{");
    for (Map.Entry<String, Message.Attribute> each : message.attributes().entrySet()) {
      Message.Attribute attribute = each.getValue();
      if (attribute.binary()) {
        continue;
      }
      json.append(json.length() == 1 ? "\"" : ",\"");
      JsonStringEncoder.getInstance().quoteAsString(each.getKey(), json);
      json.append("\":");
      if (attribute.type().equals("String.Array")) {
        json.append(FilterValues.list(attribute.text()));
      } else if (attribute.type().startsWith("Number")) {
        json.append(FilterValues.number(attribute.text()));
      } else {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(attribute.text(), json);
        json.append('"');
      }
    }
    return json.append('}').toString();
  }

  /** A delivery stream is written to under the role that its subscription names. */
  private Sender underRole(Subscriber subscriber, Sender sender) {
    Arn role =
        subscriber
            .row()
            .attribute(SubscriptionAttributes.ROLE)
            .flatMap(Arn::parse)
            .orElseThrow(() -> new IllegalStateException("a role is checked when it is set"));
    return new Sender(sessions.apply(role, SESSION), sender.home(), sender.traceHeader());
  }

  private Push push(
      OpenTopic topic, Message message, Subscriber subscriber, Envelope envelope, Sender sender) {
    SubscriptionRow row = subscriber.row();
    boolean ordered =
        topic.row().fifo() && row.protocol() == Protocol.SQS && row.endpoint().endsWith(".fifo");
    Delivery delivery =
        switch (row.protocol()) {
          case SQS ->
              Calls.send(queueMessage(row.endpoint(), message, subscriber, envelope, sender));
          case LAMBDA ->
              Calls.invoke(target(subscriber), Bytes.utf8(envelope.lambdaEvent(subscriber)));
          case FIREHOSE ->
              Calls.put(
                  target(subscriber),
                  Bytes.utf8(row.raw() ? message.body(row.protocol()) : envelope.line(subscriber)));
          default -> post(topic, message, subscriber, envelope);
        };
    return new Push(
        message.id(),
        row.endpoint(),
        sender,
        delivery,
        ordered ? message.group() : Optional.empty(),
        subscriber.retry(),
        subscriber
            .deadLetters()
            .map(queue ->
                new DeadLetter(
                    queue.toString(),
                    queueMessage(queue.toString(), message, subscriber, envelope, sender),
                    DeadLetter.Marks.SNS)));
  }

  private static Arn target(Subscriber subscriber) {
    return subscriber
        .target()
        .orElseThrow(() -> new IllegalStateException("an endpoint is checked when it is set"));
  }

  private SendMessageRequest queueMessage(
      String queue, Message message, Subscriber subscriber, Envelope envelope, Sender sender) {
    Arn arn =
        Arn.parse(queue)
            .orElseThrow(() -> new IllegalStateException("an endpoint is checked when it is set"));
    SendMessageRequest.Builder request =
        SendMessageRequest.builder().queueUrl(Calls.queueUrl(endpoint, arn));
    if (subscriber.row().raw()) {
      request.messageBody(message.body(subscriber.row().protocol()));
      if (!message.attributes().isEmpty()) {
        request.messageAttributes(rawAttributes(message));
      }
    } else {
      request.messageBody(envelope.notification(subscriber));
    }
    message.group().ifPresent(request::messageGroupId);
    if (queue.endsWith(".fifo")) {
      message.deduplicationId().ifPresent(request::messageDeduplicationId);
    }
    sender
        .traceHeader()
        .ifPresent(trace ->
            request.messageSystemAttributes(
                Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                        .dataType("String")
                        .stringValue(trace)
                        .build())));
    return request.build();
  }

  private static Map<String, MessageAttributeValue> rawAttributes(Message message) {
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    message
        .attributes()
        .forEach((name, attribute) -> {
          MessageAttributeValue.Builder value =
              MessageAttributeValue.builder().dataType(attribute.type());
          if (attribute.binary()) {
            value.binaryValue(
                SdkBytes.fromByteArrayUnsafe(
                    java.util.Base64.getDecoder().decode(attribute.text())));
          } else {
            value.stringValue(attribute.text());
          }
          attributes.put(name, value.build());
        });
    return attributes;
  }

  private static Delivery post(
      OpenTopic topic, Message message, Subscriber subscriber, Envelope envelope) {
    Map<String, String> headers =
        headers("Notification", message.id(), topic.arn().toString(), subscriber.contentType());
    headers.put("x-amz-sns-subscription-arn", subscriber.arn());
    boolean raw = subscriber.row().raw();
    if (raw) {
      headers.put("x-amz-sns-rawdelivery", "true");
    }
    String body =
        raw ? message.body(subscriber.row().protocol()) : envelope.notification(subscriber);
    return request(subscriber.row().endpoint(), headers, body);
  }

  private static Map<String, String> headers(
      String type, String id, String topic, String contentType) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-amz-sns-message-type", type);
    headers.put("x-amz-sns-message-id", id);
    headers.put("x-amz-sns-topic-arn", topic);
    headers.put("Content-Type", contentType);
    headers.put("User-Agent", "Amazon Simple Notification Service Agent");
    return headers;
  }

  private static Delivery request(String url, Map<String, String> headers, String body) {
    return new Delivery.Http("POST", URI.create(url), headers, Bytes.utf8(body), ANSWER, List.of());
  }

  private Recorded record(
      OpenTopic topic, Message message, Subscriber subscriber, Envelope envelope) {
    Protocol protocol = subscriber.row().protocol();
    boolean whole = protocol == Protocol.EMAIL_JSON;
    return new Recorded(
        Envelope.time(message.at()),
        protocol.spelling(),
        subscriber.row().endpoint(),
        topic.arn().toString(),
        subscriber.arn(),
        message.id(),
        message.subject().orElse(null),
        whole ? envelope.notification(subscriber) : message.body(protocol));
  }

  /**
   * Asks a subscriber whether it wants the messages, or tells it that it gets none any more.
   *
   * @param type {@code SubscriptionConfirmation} or {@code UnsubscribeConfirmation}
   * @param id a fresh message id
   */
  void ask(String type, OpenTopic topic, SubscriptionRow row, String id) {
    Subscriber subscriber = Subscriber.of(topic.arn(), topic.row(), row);
    String body =
        Envelope.confirmation(type, topic, id, clock.now(), row.token(), signer, endpoint);
    switch (row.protocol()) {
      case HTTP, HTTPS ->
          pushes.enqueue(
              List.of(
                  new Push(
                      id,
                      row.endpoint(),
                      Sender.service(PRINCIPAL, topic.arn(), topic.place()),
                      request(
                          row.endpoint(),
                          headers(type, id, topic.arn().toString(), subscriber.contentType()),
                          body),
                      Optional.empty(),
                      subscriber.retry(),
                      Optional.empty())));
      case SQS ->
          pushes.deliver(
              List.of(
                  new Push(
                      id,
                      target(subscriber),
                      Sender.service(PRINCIPAL, topic.arn(), topic.place()),
                      Calls.send(
                          SendMessageRequest.builder()
                              .queueUrl(Calls.queueUrl(endpoint, target(subscriber)))
                              .messageBody(body)
                              .build()),
                      subscriber.retry(),
                      Optional.empty())));
      case EMAIL, EMAIL_JSON, SMS, APPLICATION, FIREHOSE, LAMBDA ->
          recorded.add(
              List.of(
                  new Recorded(
                      Envelope.time(clock.now()),
                      row.protocol().spelling(),
                      row.endpoint(),
                      topic.arn().toString(),
                      subscriber.arn(),
                      id,
                      null,
                      body)));
    }
  }
}
