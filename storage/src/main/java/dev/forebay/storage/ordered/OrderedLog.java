package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.AppendOutcome.Appended;
import dev.forebay.storage.Log.AppendOutcome.Fenced;
import dev.forebay.storage.Log.AppendOutcome.Sealed;
import dev.forebay.storage.Log.AppendOutcome.Unknown;
import dev.forebay.storage.ScopeKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@link Log} as cells: under the entry's sequence, its time and value. Sequences rise over the
 * life of the store, with gaps; the writer gives them out and makes them durable in the same order,
 * so nothing ever appears below one that was read.
 */
final class OrderedLog implements Log {
  /** The writer's view of one log while it appends: the header is written once at the end. */
  private static final class Tail {
    private final Draft draft;
    private final long id;
    private final Keys log;
    private LogHeader header;

    Tail(Draft draft, long id) {
      this.draft = draft;
      this.id = id;
      this.log = draft.generation().scopes().keys(ScopeKind.LOG, id);
      this.header = draft.get(LogHeader.key(log)).map(LogHeader::decode).orElse(LogHeader.NEW);
    }

    AppendOutcome append(Append entry) {
      Optional<byte[]> known = Operations.answer(draft, id, entry.id());
      if (known.isPresent()) {
        return Answers.decodeAppend(known.get());
      }
      if (header.sealed()) {
        return new Sealed();
      }
      OptionalLong epoch = Fences.passedOn(draft, entry.fence());
      AppendOutcome outcome =
          epoch.isPresent() ? new Fenced(epoch.getAsLong()) : new Appended(position(add(entry)));
      Operations.remember(draft, id, entry.id(), Answers.encode(outcome));
      return outcome;
    }

    private long add(Append entry) {
      long sequence = draft.nextSequence();
      long at = Math.max(Times.nanos(entry.at()), header.lastAt());
      draft.put(entries(log).number(sequence).bytes(), Values.of(at, entry.value()));
      header = header.appended(sequence, at);
      return sequence;
    }

    void trim(long upTo) {
      long bound = Math.min(upTo, header.last());
      if (bound > header.trimmed()) {
        draft.clear(between(log, header.trimmed(), bound));
        header = header.trimmed(bound);
      }
    }

    void seal() {
      header = header.closed();
    }

    void save() {
      draft.put(LogHeader.key(log), header.encode());
    }
  }

  private final OrderedStore store;
  private final Writer writer;
  private final Committer committer;
  private final String scope;

  OrderedLog(OrderedStore store, Writer writer, Committer committer, String scope) {
    this.store = store;
    this.writer = writer;
    this.committer = committer;
    this.scope = scope;
  }

  @Override
  public List<AppendOutcome> append(List<Append> entries) {
    try {
      return committer.commit(draft -> {
        Tail tail = tail(draft);
        List<AppendOutcome> outcomes = new ArrayList<>(entries.size());
        entries.forEach(entry -> outcomes.add(tail.append(entry)));
        tail.save();
        return outcomes;
      });
    } catch (OutcomeUnknown e) {
      return entries.stream().map(_ -> (AppendOutcome) new Unknown()).toList();
    }
  }

  @Override
  public List<Entry> readAfter(Position position, int limit, long maxBytes) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    long after = sequence(position);
    Optional<Keys> log = keys();
    if (log.isEmpty()) {
      return List.of();
    }
    // Starting at the trim point spares the scan the remains of what was trimmed.
    long from = Math.max(after, header(log.get()).trimmed());
    // The store counts the times as well; what it so gives too much is left out here.
    long stored = Math.clamp(maxBytes, 0, Long.MAX_VALUE / 2) + (long) Long.BYTES * limit;
    List<Cell> cells =
        store.scan(
            between(log.get(), from, Long.MAX_VALUE - 1), Direction.ASCENDING, limit, stored);
    List<Entry> entries = new ArrayList<>(cells.size());
    long bytes = 0;
    for (Cell cell : cells) {
      if (bytes >= maxBytes && !entries.isEmpty()) {
        break;
      }
      Entry entry =
          new Entry(
              position(sequence(cell)),
              Times.ofNanos(Values.toLong(cell.value())),
              Values.bytesAfterLong(cell.value()));
      bytes += entry.value().size();
      entries.add(entry);
    }
    return entries;
  }

  @Override
  public Position positionAt(Instant instant) {
    Optional<Keys> log = keys();
    if (log.isEmpty()) {
      return Position.START;
    }
    long sought = Times.nanos(instant);
    LogHeader header = header(log.get());
    long below = header.trimmed();
    long above = header.last();
    // Times rise with sequences, so halving the span of sequences finds the place.
    while (below < above) {
      long middle = below + (above - below) / 2;
      List<Cell> next =
          store.scan(between(log.get(), middle, above), Direction.ASCENDING, 1, Long.MAX_VALUE);
      if (next.isEmpty() || Values.toLong(next.getFirst().value()) >= sought) {
        above = middle;
      } else {
        below = sequence(next.getFirst());
      }
    }
    return position(below);
  }

  @Override
  public Bounds bounds() {
    LogHeader header = keys().map(this::header).orElse(LogHeader.NEW);
    return new Bounds(position(header.trimmed()), position(header.last()), header.sealed());
  }

  @Override
  public void trim(Position upTo) {
    long sequence = sequence(upTo);
    committer.commit(draft -> {
      if (draft.generation().scopes().find(draft, ScopeKind.LOG, scope).isPresent()) {
        Tail tail = tail(draft);
        tail.trim(sequence);
        tail.save();
      }
      return upTo;
    });
  }

  @Override
  public void seal() {
    committer.commit(draft -> {
      Tail tail = tail(draft);
      tail.seal();
      tail.save();
      return tail;
    });
  }

  private Tail tail(Draft draft) {
    return new Tail(draft, draft.generation().scopes().require(draft, ScopeKind.LOG, scope));
  }

  private Optional<Keys> keys() {
    Scopes scopes = writer.generation().scopes();
    OptionalLong id = scopes.find(ScopeKind.LOG, scope);
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(scopes.keys(ScopeKind.LOG, id.getAsLong()));
  }

  private LogHeader header(Keys log) {
    return store.get(LogHeader.key(log)).map(LogHeader::decode).orElse(LogHeader.NEW);
  }

  private static Keys entries(Keys log) {
    return log.tag('E');
  }

  /** The entries above one sequence, up to and including another. */
  private static Span between(Keys log, long above, long upTo) {
    return new Span(entries(log).number(above + 1).bytes(), entries(log).number(upTo + 1).bytes());
  }

  private static long sequence(Cell cell) {
    return ByteBuffer.wrap(cell.key()).getLong(cell.key().length - Long.BYTES);
  }

  /** The sequence that the position stands after. */
  static long sequence(Position position) {
    if (position.bytes().isEmpty()) {
      return 0;
    }
    if (position.bytes().size() != Long.BYTES || position.bytes().at(0) < 0) {
      throw new IllegalArgumentException("not a position of this log: " + position);
    }
    return Math.min(position.bytes().toByteBuffer().getLong(), Long.MAX_VALUE - 2);
  }

  static Position position(long sequence) {
    return sequence == 0 ? Position.START : new Position(Bytes.wrap(Values.ofLong(sequence)));
  }
}
