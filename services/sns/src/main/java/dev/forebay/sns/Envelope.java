package dev.forebay.sns;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message as JSON for those who get it: what they share is made once, when the first needs it.
 * Confined to the thread of the publish.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">HTTP/HTTPS
 *     headers and JSON formats</a>
 */
final class Envelope {
  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final OpenTopic topic;
  private final Message message;
  private final Signer signer;
  private final URI endpoint;
  private @Nullable Signed shared;

  Envelope(OpenTopic topic, Message message, Signer signer, URI endpoint) {
    this.topic = topic;
    this.message = message;
    this.signer = signer;
    this.endpoint = endpoint;
  }

  /**
   * A body with its signature, and what begins and ends its JSON.
   *
   * @param body the body that is signed
   * @param signature empty in FIFO topics, whose messages are not signed
   */
  private record Signed(String body, Optional<String> signature, String head, String tail) {}

  /** What a queue or an endpoint over HTTP gets. */
  String notification(Subscriber subscriber) {
    Signed signed = signed(subscriber.row().protocol());
    return signed.head() + unsubscribeUrl(endpoint, subscriber.arn()) + signed.tail();
  }

  private Signed signed(Protocol protocol) {
    String body = message.body(protocol);
    Signed known = shared;
    if (known == null || !known.body().equals(body)) {
      known = sign(body);
      shared = known;
    }
    return known;
  }

  private Signed sign(String body) {
    Optional<String> signature =
        topic.row().fifo() ? Optional.empty() : Optional.of(signer.sign(text(body), version()));
    StringBuilder json = new StringBuilder(body.length() + 1_200).append("{\n");
    member(json, "Type", "Notification");
    member(json, "MessageId", message.id());
    message.sequence().ifPresent(number -> member(json, "SequenceNumber", number));
    member(json, "TopicArn", topic.arn().toString());
    message.subject().ifPresent(subject -> member(json, "Subject", subject));
    member(json, "Message", body);
    member(json, "Timestamp", time(message.at()));
    if (signature.isPresent()) {
      member(json, "SignatureVersion", version());
      member(json, "Signature", signature.get());
      member(json, "SigningCertURL", signer.certificateUrl(topic.arn()));
    }
    json.append("  \"UnsubscribeURL\" : \"");
    StringBuilder tail = new StringBuilder("\"");
    if (!message.attributes().isEmpty()) {
      tail.append(",\n  \"MessageAttributes\" : {");
      String separator = "\n    ";
      for (Map.Entry<String, Message.Attribute> each : message.attributes().entrySet()) {
        tail.append(separator).append('"');
        quote(each.getKey(), tail);
        tail.append("\" : ");
        attribute(tail, each.getValue());
        separator = ",\n    ";
      }
      tail.append("\n  }");
    }
    return new Signed(body, signature, json.toString(), tail.append("\n}").toString());
  }

  /** The event of a function's invocation. */
  String lambdaEvent(Subscriber subscriber) {
    Signed signed = signed(Protocol.LAMBDA);
    StringBuilder json = new StringBuilder(signed.head().length() + 400);
    json.append("{\"Records\":[{\"EventSource\":\"aws:sns\",\"EventVersion\":\"1.0\"");
    compact(json, ",\"EventSubscriptionArn\":\"", subscriber.arn());
    compact(json, ",\"Sns\":{\"Type\":\"", "Notification");
    compact(json, ",\"MessageId\":\"", message.id());
    compact(json, ",\"TopicArn\":\"", topic.arn().toString());
    if (message.subject().isPresent()) {
      compact(json, ",\"Subject\":\"", message.subject().get());
    } else {
      json.append(",\"Subject\":null");
    }
    compact(json, ",\"Message\":\"", signed.body());
    compact(json, ",\"Timestamp\":\"", time(message.at()));
    compact(json, ",\"SignatureVersion\":\"", version());
    compact(json, ",\"Signature\":\"", signed.signature().orElse(""));
    compact(json, ",\"SigningCertUrl\":\"", signer.certificateUrl(topic.arn()));
    compact(json, ",\"UnsubscribeUrl\":\"", unsubscribeUrl(endpoint, subscriber.arn()));
    json.append(",\"MessageAttributes\":{");
    attributes(json);
    return json.append("}}}]}").toString();
  }

  /** What a delivery stream gets: a line of JSON, which is not signed. */
  String line(Subscriber subscriber) {
    StringBuilder json = new StringBuilder(1_024);
    compact(json, "{\"Type\":\"", "Notification");
    compact(json, ",\"MessageId\":\"", message.id());
    message.sequence().ifPresent(number -> compact(json, ",\"SequenceNumber\":\"", number));
    compact(json, ",\"TopicArn\":\"", topic.arn().toString());
    message.subject().ifPresent(subject -> compact(json, ",\"Subject\":\"", subject));
    compact(json, ",\"Message\":\"", message.body(Protocol.FIREHOSE));
    compact(json, ",\"Timestamp\":\"", time(message.at()));
    compact(json, ",\"UnsubscribeURL\":\"", unsubscribeUrl(endpoint, subscriber.arn()));
    if (!message.attributes().isEmpty()) {
      json.append(",\"MessageAttributes\":{");
      attributes(json);
      json.append('}');
    }
    return json.append("}\n").toString();
  }

  private void attributes(StringBuilder json) {
    String separator = "\"";
    for (Map.Entry<String, Message.Attribute> each : message.attributes().entrySet()) {
      json.append(separator);
      quote(each.getKey(), json);
      json.append("\":");
      attribute(json, each.getValue());
      separator = ",\"";
    }
  }

  private String version() {
    return topic.row().attribute(TopicAttributes.SIGNATURE_VERSION);
  }

  /** What is signed of a notification: names and values, a line each. */
  private String text(String body) {
    StringBuilder text = new StringBuilder(body.length() + 256);
    line(text, "Message", body);
    line(text, "MessageId", message.id());
    message.subject().ifPresent(subject -> line(text, "Subject", subject));
    line(text, "Timestamp", time(message.at()));
    line(text, "TopicArn", topic.arn().toString());
    line(text, "Type", "Notification");
    return text.toString();
  }

  /** A request to confirm that a subscription, or its end, is wanted. */
  static String confirmation(
      String type,
      OpenTopic topic,
      String id,
      Instant at,
      String token,
      Signer signer,
      URI endpoint) {
    String arn = topic.arn().toString();
    String words =
        type.equals("UnsubscribeConfirmation")
            ? "You have chosen to deactivate subscription to the topic "
                + arn
                + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL"
                + " included in this message."
            : "You have chosen to subscribe to the topic "
                + arn
                + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.";
    String url =
        endpoint
            + "/?Action=ConfirmSubscription&TopicArn="
            + URLEncoder.encode(arn, StandardCharsets.UTF_8)
            + "&Token="
            + token;
    StringBuilder text = new StringBuilder();
    line(text, "Message", words);
    line(text, "MessageId", id);
    line(text, "SubscribeURL", url);
    line(text, "Timestamp", time(at));
    line(text, "Token", token);
    line(text, "TopicArn", arn);
    line(text, "Type", type);
    String version = topic.row().attribute(TopicAttributes.SIGNATURE_VERSION);
    StringBuilder json = new StringBuilder("{\n");
    member(json, "Type", type);
    member(json, "MessageId", id);
    member(json, "Token", token);
    member(json, "TopicArn", arn);
    member(json, "Message", words);
    member(json, "SubscribeURL", url);
    member(json, "Timestamp", time(at));
    member(json, "SignatureVersion", version);
    member(json, "Signature", signer.sign(text.toString(), version));
    json.append("  \"SigningCertURL\" : \"");
    quote(signer.certificateUrl(topic.arn()), json);
    return json.append("\"\n}").toString();
  }

  static String unsubscribeUrl(URI endpoint, String subscription) {
    return endpoint + "/?Action=Unsubscribe&SubscriptionArn=" + subscription;
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append('\n').append(value).append('\n');
  }

  private static void member(StringBuilder json, String name, String value) {
    json.append("  \"").append(name).append("\" : \"");
    quote(value, json);
    json.append("\",\n");
  }

  private static void compact(StringBuilder json, String opening, String value) {
    json.append(opening);
    quote(value, json);
    json.append('"');
  }

  private static void attribute(StringBuilder json, Message.Attribute attribute) {
    compact(json, "{\"Type\":\"", attribute.type());
    compact(json, ",\"Value\":\"", attribute.text());
    json.append('}');
  }

  private static void quote(String text, StringBuilder json) {
    ENCODER.quoteAsString(text, json);
  }
}
