package dev.forebay.s3;

import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.protocol.S3RequestIds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Tells what happens to objects. The events are written with the change that they are about, in one
 * transaction, and handed over afterwards. Thread-safe.
 */
final class Announcer {
  private final NotificationRules rules;
  private final EventTexts texts = new EventTexts();
  private final Handover handover;
  private final Clock clock;
  private final RandomGenerator random;

  Announcer(NotificationRules rules, Handover handover, Clock clock, RandomGenerator random) {
    this.rules = rules;
    this.handover = handover;
    this.clock = clock;
    this.random = random;
  }

  /** What a call is about to do. */
  Announcement of(CallContext context, OpenBucket bucket, String key, String event) {
    return new Announcement(bucket, key, Happening.of(context, event, clock.now()));
  }

  /** What S3 itself is about to do. */
  Announcement within(OpenBucket bucket, String key, String event) {
    return new Announcement(
        bucket,
        key,
        Happening.within(event, S3RequestIds.id(RequestId.random(random)), clock.now()));
  }

  /** One change and its events. Confined to one thread. */
  final class Announcement implements Objects.Along {
    private final OpenBucket bucket;
    private final String key;
    private final Happening happening;
    private List<Handover.Entry> entries = List.of();

    private Announcement(OpenBucket bucket, String key, Happening happening) {
      this.bucket = bucket;
      this.key = key;
      this.happening = happening;
    }

    @Override
    public List<Transaction.Write> writes(ObjectVersion version, long sequence) {
      NotificationRules.Parsed parsed = rules.of(bucket.row());
      if (parsed.rules().isEmpty() && !parsed.bus()) {
        return List.of();
      }
      List<Handover.Entry> made = new ArrayList<>();
      for (NotificationRule rule : parsed.rules()) {
        if (rule.wants(happening.name(), key)) {
          add(
              made,
              sequence,
              rule.target().toString(),
              texts.record(happening, bucket, key, version, sequence, rule.id()));
        }
      }
      if (parsed.bus()) {
        add(made, sequence, "", texts.detail(happening, bucket, key, version, sequence));
      }
      entries = List.copyOf(made);
      return entries.stream()
          .<Transaction.Write>map(entry -> new Transaction.Put(entry.row(), entry.event().encode()))
          .toList();
    }

    private void add(List<Handover.Entry> made, long sequence, String target, String text) {
      made.add(
          new Handover.Entry(
              Keys.event(sequence, made.size()),
              new EventRow(target, happening.name(), text, happening.time())));
    }

    /** Hands the events over, once the change is made. */
    void send() {
      if (!entries.isEmpty()) {
        handover.send(bucket, entries);
      }
    }
  }
}
