package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A stream as it is stored. Immutable.
 *
 * @param id tells it from an earlier stream of the same name; not negative
 * @param name 1 to 128 characters
 * @param created milliseconds since 1970
 * @param phase what is being done to it
 * @param options what was set
 * @param nextShard the index of the next shard
 * @param history when it was scaled and when its mode was changed
 */
record StreamRow(
    long id,
    String name,
    long created,
    Phase phase,
    Options options,
    int nextShard,
    History history) {

  /**
   * A state that passes: CREATING and UPDATING become ACTIVE at a time, DELETING becomes nothing.
   *
   * @param status as AWS writes it
   * @param until milliseconds since 1970
   */
  record Phase(String status, long until) {
    /** A phase that begins now; what takes no time is over whatever the clock says later. */
    static Phase begin(String status, long nowMillis, Duration span) {
      return new Phase(status, span.isZero() ? 0 : nowMillis + span.toMillis());
    }

    String statusAt(long millis) {
      return millis < until ? status : "ACTIVE";
    }

    boolean isOverAt(long millis) {
      return millis >= until;
    }
  }

  /**
   * What was set.
   *
   * @param mode {@code PROVISIONED} or {@code ON_DEMAND}
   * @param retentionHours 24 to 8,760
   * @param maxRecordKiB the largest record, data and partition key, 1,024 to 10,240
   * @param warmMiBps the warm throughput that was asked for; recorded only
   * @param keyId of the encryption; recorded only
   * @param metrics of the enhanced monitoring; recorded only
   * @param tags by key
   * @param policy the resource policy
   */
  record Options(
      String mode,
      int retentionHours,
      int maxRecordKiB,
      int warmMiBps,
      Optional<String> keyId,
      Set<String> metrics,
      Map<String, String> tags,
      Optional<String> policy) {
    Options {
      metrics = Set.copyOf(metrics);
      tags = Map.copyOf(tags);
    }

    Options withMode(String newMode, int newWarm) {
      return new Options(
          newMode, retentionHours, maxRecordKiB, newWarm, keyId, metrics, tags, policy);
    }

    Options withRetention(int hours) {
      return new Options(mode, hours, maxRecordKiB, warmMiBps, keyId, metrics, tags, policy);
    }

    Options withMaxRecord(int kiB) {
      return new Options(mode, retentionHours, kiB, warmMiBps, keyId, metrics, tags, policy);
    }

    Options withKey(Optional<String> key) {
      return new Options(mode, retentionHours, maxRecordKiB, warmMiBps, key, metrics, tags, policy);
    }

    Options withMetrics(Set<String> names) {
      return new Options(mode, retentionHours, maxRecordKiB, warmMiBps, keyId, names, tags, policy);
    }

    Options withTags(Map<String, String> newTags) {
      return new Options(
          mode, retentionHours, maxRecordKiB, warmMiBps, keyId, metrics, newTags, policy);
    }

    Options withPolicy(Optional<String> newPolicy) {
      return new Options(
          mode, retentionHours, maxRecordKiB, warmMiBps, keyId, metrics, tags, newPolicy);
    }

    boolean isOnDemand() {
      return mode.equals("ON_DEMAND");
    }
  }

  /** When it was scaled and when its mode was changed, the times that still count. */
  record History(List<Long> scalings, List<Long> modeChanges) {
    static final History NONE = new History(List.of(), List.of());

    History {
      scalings = List.copyOf(scalings);
      modeChanges = List.copyOf(modeChanges);
    }
  }

  StreamRow with(Options changed) {
    return new StreamRow(id, name, created, phase, changed, nextShard, history);
  }

  StreamRow with(Phase changed) {
    return new StreamRow(id, name, created, changed, options, nextShard, history);
  }

  StreamRow with(History changed) {
    return new StreamRow(id, name, created, phase, options, nextShard, changed);
  }

  StreamRow withNextShard(int next) {
    return new StreamRow(id, name, created, phase, options, next, history);
  }

  Bytes encode() {
    return new Encoder()
        .number(id)
        .text(name)
        .number(created)
        .text(phase.status())
        .number(phase.until())
        .text(options.mode())
        .number(options.retentionHours())
        .number(options.maxRecordKiB())
        .number(options.warmMiBps())
        .optional(options.keyId())
        .texts(new TreeSet<>(options.metrics()))
        .map(options.tags())
        .optional(options.policy())
        .number(nextShard)
        .numbers(history.scalings())
        .numbers(history.modeChanges())
        .done();
  }

  static StreamRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    return new StreamRow(
        in.number(),
        in.text(),
        in.number(),
        new Phase(in.text(), in.number()),
        new Options(
            in.text(),
            in.whole(),
            in.whole(),
            in.whole(),
            in.optional(),
            Set.copyOf(in.texts()),
            in.map(),
            in.optional()),
        in.whole(),
        new History(in.numbers(), in.numbers()));
  }
}
