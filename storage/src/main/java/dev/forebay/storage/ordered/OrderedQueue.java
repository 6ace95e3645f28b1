package dev.forebay.storage.ordered;

import dev.forebay.storage.Queue;
import dev.forebay.storage.ScopeKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A {@link Queue} as cells, see {@link QueueKeys}. Every call takes its turn with the writer; one
 * that changes nothing costs no write.
 */
final class OrderedQueue implements Queue {
  private final Committer committer;
  private final Watches watches;
  private final String scope;

  OrderedQueue(Committer committer, Watches watches, String scope) {
    this.committer = committer;
    this.watches = watches;
    this.scope = scope;
  }

  @Override
  public List<SendOutcome> send(List<Send> messages) {
    try {
      return committer.commit(draft -> {
        long id = draft.generation().scopes().require(draft, ScopeKind.QUEUE, scope);
        QueueTurn turn = turn(draft, id);
        List<SendOutcome> outcomes = messages.stream().map(turn::send).toList();
        turn.save();
        draft.onPublish(() -> watches.hint(scope));
        return outcomes;
      });
    } catch (OutcomeUnknown e) {
      return messages.stream().map(_ -> (SendOutcome) new SendOutcome.Unknown()).toList();
    }
  }

  @Override
  public List<Delivery> receive(int max, Instant now, Instant hiddenUntil, long mostInFlight) {
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1: " + max);
    }
    return committer.commitUnsynced(
        onQueue(
            List.of(),
            (draft, id) -> turn(draft, id).receive(max, now, hiddenUntil, mostInFlight)));
  }

  @Override
  public List<ReceiptOutcome> delete(List<Receipt> receipts) {
    return settle(
        receipts, ReceiptOutcome.STALE, turn -> receipts.stream().map(turn::delete).toList());
  }

  @Override
  public List<ReceiptOutcome> deleteHidden(List<Receipt> receipts, Instant now) {
    return settle(
        receipts,
        ReceiptOutcome.DONE,
        turn -> receipts.stream().map(one -> turn.deleteHidden(one, now)).toList());
  }

  @Override
  public List<ReceiptOutcome> changeVisibility(List<VisibilityChange> changes) {
    return settle(
        changes,
        ReceiptOutcome.STALE,
        turn -> changes.stream().map(one -> turn.change(one.receipt(), one.visibleAt())).toList());
  }

  @Override
  public Expired expire(Instant sentUntil, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    return inTurn(
        new Expired(0, Optional.empty()),
        (draft, id) -> {
          QueueTurn turn = turn(draft, id);
          Expired expired = turn.expire(sentUntil, limit);
          if (expired.dropped() > 0) {
            turn.save();
            draft.onPublish(() -> watches.hint(scope));
          }
          return expired;
        });
  }

  /** Settles in a turn; {@code ofNone} is the outcome of each where there is no such queue. */
  private List<ReceiptOutcome> settle(
      List<?> items, ReceiptOutcome ofNone, Function<QueueTurn, List<ReceiptOutcome>> action) {
    try {
      return inTurn(
          items.stream().map(_ -> ofNone).toList(),
          (draft, id) -> {
            QueueTurn turn = turn(draft, id);
            List<ReceiptOutcome> outcomes = action.apply(turn);
            if (outcomes.contains(ReceiptOutcome.DONE)) {
              turn.save();
              draft.onPublish(() -> watches.hint(scope));
            }
            return outcomes;
          });
    } catch (OutcomeUnknown e) {
      return items.stream().map(_ -> ReceiptOutcome.UNKNOWN).toList();
    }
  }

  @Override
  public Optional<Instant> nextDue(Instant now) {
    return committer.commitUnsynced(
        onQueue(
            Optional.empty(),
            (draft, id) ->
                head(draft, id)
                    .index()
                    .first(draft)
                    .map(first -> first.getKey().due())
                    .map(due -> due <= Times.millisDown(now) ? now : Instant.ofEpochMilli(due))));
  }

  @Override
  public Depth depth(Instant now) {
    return committer.commitUnsynced(
        onQueue(
            new Depth(0, 0, 0),
            (draft, id) -> {
              QueueHead head = head(draft, id);
              head.hidden().pass(Times.millisDown(now));
              long inFlight = head.hidden().inFlight();
              long delayed = head.hidden().delayed();
              return new Depth(head.total() - inFlight - delayed, inFlight, delayed);
            }));
  }

  @Override
  public void purge() {
    inTurn(
        scope,
        (draft, id) -> {
          keys(draft, id).messages().forEach(draft::clear);
          draft.generation().heads().put(id, QueueHead.ofNew(keys(draft, id)));
          return scope;
        });
  }

  @Override
  public AutoCloseable watch(Runnable listener) {
    return watches.add(scope, listener);
  }

  private interface Action<T> {
    T apply(Draft draft, long id);
  }

  /** Runs the action on the queue, or gives the other answer when there is no such queue. */
  private <T> T inTurn(T otherwise, Action<T> action) {
    return committer.commit(onQueue(otherwise, action));
  }

  private <T> Mutation<T> onQueue(T otherwise, Action<T> action) {
    return draft -> {
      OptionalLong id = draft.generation().scopes().find(draft, ScopeKind.QUEUE, scope);
      return id.isEmpty() ? otherwise : action.apply(draft, id.getAsLong());
    };
  }

  private static QueueTurn turn(Draft draft, long id) {
    return new QueueTurn(draft, id, keys(draft, id), head(draft, id));
  }

  private static QueueHead head(Draft draft, long id) {
    return draft
        .generation()
        .heads()
        .computeIfAbsent(id, _ -> QueueHead.load(draft, keys(draft, id)));
  }

  private static QueueKeys keys(Draft draft, long id) {
    return new QueueKeys(draft.generation().scopes().keys(ScopeKind.QUEUE, id));
  }
}
