package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.sqs.StoredMessage.Attribute;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Checks messages and stores them, deduplicated where the queue is FIFO. Thread-safe. */
final class Intake {
  private static final Pattern ID = Pattern.compile("[\\p{Alnum}\\p{Punct}]{1,128}");
  private static final String TRACE = "AWSTraceHeader";
  private static final int ATTEMPTS = 5;

  private final Deduplication deduplication;
  private final Clock clock;
  private final RandomGenerator random;

  Intake(Deduplication deduplication, Clock clock, RandomGenerator random) {
    this.deduplication = deduplication;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A message that may be sent.
   *
   * @param message still without its id
   * @param delaySeconds until it can be received
   * @param size bytes of body and attributes
   */
  record Accepted(StoredMessage message, int delaySeconds, long size) {}

  /**
   * A message that was sent.
   *
   * @param message with its id
   * @param sequence its place in the queue
   */
  record Sent(StoredMessage message, long sequence) {}

  /** Refuses what AWS would refuse. */
  Accepted check(CallContext context, OpenQueue queue, NewMessage given) {
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
      case Caller.Service service -> service.principal();
      case Caller.Anonymous anonymous -> "anonymous";
    };
  }

  /** Stores the messages durably, in their order. */
  List<Sent> send(OpenQueue queue, List<Accepted> accepted) {
    Instant now = clock.now();
    List<OperationId> ids =
        queue.row().fifo()
            ? deduplication.claim(queue, accepted.stream().map(Accepted::message).toList(), now)
            : accepted.stream().map(_ -> OperationId.random(random)).toList();
    List<StoredMessage> named = new ArrayList<>();
    List<Send> sends = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Accepted one = accepted.get(i);
      StoredMessage message = one.message().named(messageId(ids.get(i)));
      named.add(message);
      sends.add(
          new Send(
              ids.get(i),
              message.encode(),
              now,
              now.plusSeconds(one.delaySeconds()),
              queue.row().fifo() ? message.groupId() : Optional.empty()));
    }
    List<SendOutcome> outcomes = queue.messages().send(sends);
    // A repeat of the same id gets the first answer, so a lost one is asked for again.
    for (int attempt = 1;
        attempt < ATTEMPTS && outcomes.stream().anyMatch(SendOutcome.Unknown.class::isInstance);
        attempt++) {
      outcomes = queue.messages().send(sends);
    }
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      switch (outcomes.get(i)) {
        case SendOutcome.Sent(long sequence) -> sent.add(new Sent(named.get(i), sequence));
        case SendOutcome.Unknown() -> throw SqsErrors.unavailable();
      }
    }
    return sent;
  }

  private static String messageId(OperationId id) {
    // The bits that make it a random UUID, as AWS's are.
    long high = (id.high() & ~0xf000L) | 0x4000L;
    long low = (id.low() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
