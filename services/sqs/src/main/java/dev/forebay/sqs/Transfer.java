package dev.forebay.sqs;

import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.Claim;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import dev.forebay.storage.rows.Encoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves delivered messages to another queue. The two share no transaction: the message is sent
 * first and deleted only then, so that a crash in between leaves it in both; whoever receives it
 * from the source then moves it again. The message claims its place in the source, for as long as
 * it can lie there, so that the repeat changes nothing, even when the moved one was long handled.
 */
final class Transfer {
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
  private static final Duration MARGIN = Duration.ofDays(1);

  private final OpenQueue source;
  private final OpenQueue target;
  private final Retention retention;

  Transfer(OpenQueue source, OpenQueue target, Retention retention) {
    this.source = source;
    this.target = target;
    this.retention = retention;
  }

  /**
   * A message on its way.
   *
   * @param delivery as the source handed it out
   * @param message as the target shall have it
   * @param sentAt from when on the target counts its age
   */
  record Parcel(Delivery delivery, StoredMessage message, Instant sentAt) {}

  /** The id that a message moved from its place in the source has in the target. */
  static OperationId placeId(Delivery delivery) {
    OperationId id = delivery.receipt().message();
    long mixed = (delivery.sequence() + 1) * MIX;
    return new OperationId(id.high() ^ mixed, id.low() ^ Long.rotateLeft(mixed, 31));
  }

  /** Moves the messages; answers those that are in the target for sure. */
  List<Parcel> move(List<Parcel> parcels, Instant now) {
    parcels.forEach(parcel -> retention.note(target, parcel.sentAt()));
    List<SendOutcome> outcomes =
        Outbox.stored(target, parcels.stream().map(parcel -> send(parcel, now)).toList());
    List<Parcel> moved = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof SendOutcome.Sent) {
        moved.add(parcels.get(i));
      }
    }
    source.messages().delete(moved.stream().map(parcel -> parcel.delivery().receipt()).toList());
    return moved;
  }

  private Send send(Parcel parcel, Instant now) {
    OperationId id = placeId(parcel.delivery());
    Instant gone =
        parcel.delivery().sentAt().plus(source.seconds(QueueAttributes.RETENTION)).plus(MARGIN);
    return new Send(
        id,
        parcel.message().encode(),
        parcel.sentAt(),
        now,
        target.row().fifo() ? parcel.message().groupId() : Optional.empty(),
        Optional.of(
            new Claim(
                new Encoder()
                    .text("moved")
                    .number(source.row().id())
                    .number(id.high())
                    .number(id.low())
                    .bytes(),
                gone)));
  }
}
