package dev.forebay.sqs;

import dev.forebay.sqs.StoredMessage.Attribute;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks what callers want sent ("SendMessage", "Amazon SQS message quotas"). */
final class Intake {
  private static final Pattern ID = Pattern.compile("[\\p{Alnum}\\p{Punct}]{1,128}");
  private static final String TRACE = "AWSTraceHeader";

  private Intake() {}

  /**
   * A message that may be sent.
   *
   * @param message still without its id
   * @param delaySeconds until it can be received
   * @param size bytes of body and attributes
   */
  record Accepted(StoredMessage message, int delaySeconds, long size) {}

  /** Refuses what AWS would refuse. */
  static Accepted check(CallContext context, OpenQueue queue, NewMessage given) {
    String body = Letters.allowed(given.body().orElseThrow(() -> SqsErrors.missing("MessageBody")));
    if (body.isEmpty()) {
      throw SqsErrors.missing("MessageBody");
    }
    Map<String, Attribute> attributes = AttributeCheck.read(given.attributes());
    long size = body.getBytes(StandardCharsets.UTF_8).length;
    for (Map.Entry<String, Attribute> one : attributes.entrySet()) {
      size += one.getKey().length() + one.getValue().type().length();
      size += one.getValue().value().size();
    }
    int most = queue.row().number(QueueAttributes.MAXIMUM_SIZE);
    if (size > most) {
      throw SqsErrors.invalid(
          "One or more parameters are invalid. Reason: Message must be shorter than "
              + most
              + " bytes.");
    }
    given.groupId().ifPresent(id -> checkId(id, "MessageGroupId"));
    given.deduplicationId().ifPresent(id -> checkId(id, "MessageDeduplicationId"));
    StoredMessage message =
        new StoredMessage(
            "",
            body,
            sender(context.caller()),
            trace(given),
            given.groupId(),
            deduplicationId(queue.row(), given, body),
            Optional.empty(),
            0,
            attributes);
    return new Accepted(message, delay(queue.row(), given), size);
  }

  private static int delay(QueueRow row, NewMessage given) {
    if (given.delaySeconds().isEmpty()) {
      return row.number(QueueAttributes.DELAY);
    }
    int delay = given.delaySeconds().get();
    if (delay < 0 || delay > 900) {
      throw SqsErrors.invalid(delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
    }
    if (row.fifo() && delay != 0) {
      throw SqsErrors.invalid(
          delay,
          "DelaySeconds",
          "The request include parameter that is not valid for this queue type.");
    }
    return row.fifo() ? row.number(QueueAttributes.DELAY) : delay;
  }

  private static Optional<String> deduplicationId(QueueRow row, NewMessage given, String body) {
    if (!row.fifo()) {
      given
          .deduplicationId()
          .ifPresent(id -> {
            throw SqsErrors.invalid(
                id,
                "MessageDeduplicationId",
                "The request includes a parameter that is not valid for this queue type.");
          });
      return Optional.empty();
    }
    if (given.groupId().isEmpty()) {
      throw SqsErrors.missing("MessageGroupId");
    }
    if (given.deduplicationId().isPresent()) {
      return given.deduplicationId();
    }
    if (!row.attribute(QueueAttributes.CONTENT_BASED).equals("true")) {
      throw SqsErrors.invalid(
          "The queue should either have ContentBasedDeduplication enabled or"
              + " MessageDeduplicationId provided explicitly");
    }
    return Optional.of(Digests.ofContent(body));
  }

  private static void checkId(String id, String parameter) {
    if (!ID.matcher(id).matches()) {
      throw SqsErrors.invalid(
          id,
          parameter,
          parameter
              + " can only include alphanumeric and punctuation characters. 1 to 128 in"
              + " length.");
    }
  }

  private static Optional<String> trace(NewMessage given) {
    for (String name : given.systemAttributes().keySet()) {
      if (!name.equals(TRACE)) {
        throw SqsErrors.invalid("Message system attribute name '" + name + "' is invalid.");
      }
    }
    if (!given.systemAttributes().containsKey(TRACE)) {
      return Optional.empty();
    }
    var value = given.systemAttributes().get(TRACE);
    if (value == null
        || value.stringValue() == null
        || value.stringValue().isEmpty()
        || !"String".equals(value.dataType())) {
      throw SqsErrors.invalid("The message system attribute 'AWSTraceHeader' must be a String.");
    }
    return Optional.of(value.stringValue());
  }

  private static String sender(Caller caller) {
    return switch (caller) {
      case Caller.Root root -> root.account().value();
      case Caller.User user -> user.userId();
      case Caller.RoleSession session -> session.roleId() + ":" + session.sessionName();
      case Caller.FederatedUser session -> session.userId();
      case Caller.Service service -> service.principal();
      case Caller.Anonymous anonymous -> "anonymous";
    };
  }
}
