package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Queue.Claim;
import dev.forebay.storage.Queue.SendOutcome.Sent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The claims of one queue's messages, within the writer's turn. Each claim that is taken removes
 * two that have run out, so that those of a busy queue do not pile up.
 */
final class Claims {
  private static final int SWEPT = 2;

  private final Draft draft;
  private final QueueKeys keys;
  private final QueueHead head;

  Claims(Draft draft, QueueKeys keys, QueueHead head) {
    this.draft = draft;
    this.keys = keys;
    this.head = head;
  }

  /** The message that has the claim at the time, if any has. */
  Optional<Sent> holder(Claim claim, Instant at) {
    return row(claim.key()).filter(row -> row.until() > Times.nanos(at)).map(ClaimRow::holder);
  }

  /** Gives the claim to a message. */
  void take(Claim claim, Sent holder, Instant now) {
    row(claim.key()).ifPresent(old -> draft.delete(keys.claimEnd(old.until(), claim.key())));
    ClaimRow row = new ClaimRow(Times.nanos(claim.until()), holder);
    draft.put(keys.claim(claim.key()), row.encode());
    draft.put(keys.claimEnd(row.until(), claim.key()), claim.key().toArray());
    head.claimEnds(row.until());
    sweep(Times.nanos(now));
  }

  private Optional<ClaimRow> row(Bytes key) {
    return draft.get(keys.claim(key)).map(ClaimRow::decode);
  }

  private void sweep(long now) {
    if (head.firstClaimEnd() > now) {
      return;
    }
    // From the known first one on: the store steps over removed cells one by one.
    Span rest =
        new Span(
            keys.claimEnds().signed(head.firstClaimEnd()).bytes(), keys.claimEnds().all().to());
    List<Cell> ends = draft.scan(rest, SWEPT + 1);
    int swept = 0;
    long first = Long.MAX_VALUE;
    for (Cell end : ends) {
      Bytes key = Bytes.wrap(end.value());
      long until = row(key).map(ClaimRow::until).orElse(now);
      if (until > now || swept == SWEPT) {
        first = until;
        break;
      }
      draft.delete(end.key());
      draft.delete(keys.claim(key));
      swept++;
    }
    head.firstClaimEndIs(first);
  }
}
