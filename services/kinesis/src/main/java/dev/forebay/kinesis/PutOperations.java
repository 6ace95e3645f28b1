package dev.forebay.kinesis;

import dev.forebay.kinesis.RecordChunk.Encryption;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** PutRecord and PutRecords. Thread-safe. */
final class PutOperations {
  private static final Logger LOG = LoggerFactory.getLogger(PutOperations.class);
  private static final long MOST_BYTES = 10L << 20;
  private static final int ATTEMPTS = 20;
  private static final String INTERNAL = "InternalFailure";

  private final Streams streams;
  private final ShardWriters writers;
  private final ShardLimits limits;
  private final Arrivals arrivals;

  PutOperations(Streams streams, ShardWriters writers, ShardLimits limits, Arrivals arrivals) {
    this.streams = streams;
    this.writers = writers;
    this.limits = limits;
    this.arrivals = arrivals;
  }

  /** A record of a request: where it stands there, and where it goes. */
  private record Addressed(int place, HashKey key, NewRecord content) {}

  /** What became of a record. */
  private sealed interface Fate {
    record Stored(ShardRow shard, SequenceNumber number) implements Fate {}

    record Refused(String code, String text) implements Fate {
      AwsException error() {
        return new AwsException(code, code.equals(INTERNAL) ? 500 : 400, text);
      }
    }
  }

  PutRecordResponse put(CallContext context, PutRecordRequest request) {
    OpenStream stream = streams.openServing(context, request.streamName(), request.streamARN());
    NewRecord content = new NewRecord(request.partitionKey(), request.data());
    checkSize(stream, request.data(), content, "data");
    checkOrdering(stream, request.sequenceNumberForOrdering());
    HashKey key = key(request.explicitHashKey(), request.partitionKey());
    return switch (store(stream, List.of(new Addressed(0, key, content)))[0]) {
      case Fate.Stored stored -> {
        PutRecordResponse.Builder response =
            PutRecordResponse.builder()
                .shardId(stored.shard().id())
                .sequenceNumber(stored.number().toString());
        encryption(stream).ifPresent(response::encryptionType);
        yield response.build();
      }
      case Fate.Refused refused -> throw refused.error();
    };
  }

  PutRecordsResponse putAll(CallContext context, PutRecordsRequest request) {
    OpenStream stream = streams.openServing(context, request.streamName(), request.streamARN());
    List<Addressed> addressed = new ArrayList<>(request.records().size());
    long bytes = 0;
    for (PutRecordsRequestEntry entry : request.records()) {
      NewRecord content = new NewRecord(entry.partitionKey(), entry.data());
      int place = addressed.size();
      checkSize(stream, entry.data(), content, "records." + (place + 1) + ".member.data");
      bytes += content.size();
      addressed.add(
          new Addressed(place, key(entry.explicitHashKey(), entry.partitionKey()), content));
    }
    if (bytes > MOST_BYTES) {
      throw KinesisErrors.invalid(
          "Records size exceeds " + MOST_BYTES + " bytes: the request has " + bytes + ".");
    }
    Fate[] fates = store(stream, addressed);
    List<PutRecordsResultEntry> results = new ArrayList<>(fates.length);
    int failed = 0;
    for (Fate fate : fates) {
      switch (fate) {
        case Fate.Stored stored ->
            results.add(
                PutRecordsResultEntry.builder()
                    .shardId(stored.shard().id())
                    .sequenceNumber(stored.number().toString())
                    .build());
        case Fate.Refused refused -> {
          failed++;
          results.add(
              PutRecordsResultEntry.builder()
                  .errorCode(refused.code())
                  .errorMessage(refused.text())
                  .build());
        }
      }
    }
    PutRecordsResponse.Builder response =
        PutRecordsResponse.builder().failedRecordCount(failed).records(results);
    encryption(stream).ifPresent(response::encryptionType);
    return response.build();
  }

  private static Optional<String> encryption(OpenStream stream) {
    return stream.row().options().keyId().map(_ -> Encryption.KMS.name());
  }

  private static HashKey key(@Nullable String explicit, String partitionKey) {
    if (explicit == null) {
      return HashKey.ofPartitionKey(partitionKey);
    }
    return HashKey.parse(explicit)
        .orElseThrow(() ->
            KinesisErrors.invalid(
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]."
                    + " Specified value was "
                    + explicit));
  }

  private static void checkSize(OpenStream stream, SdkBytes data, NewRecord content, String path) {
    int most = stream.row().options().maxRecordKiB() * 1024;
    int size = data.asByteArrayUnsafe().length;
    if (content.size() > most) {
      throw KinesisErrors.validation(
          "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim="
              + size
              + " cap="
              + size
              + "]' at '"
              + path
              + "' failed to satisfy constraint: Member must have length less than or equal to "
              + most);
    }
  }

  // Numbers of a shard rise with every record, so nothing is left to do for a known one.
  private void checkOrdering(OpenStream stream, @Nullable String number) {
    if (number == null) {
      return;
    }
    Optional<SequenceNumber> parsed = SequenceNumber.parse(number);
    if (parsed.isEmpty() || parsed.get().millis() > streams.now() + 1_000) {
      throw KinesisErrors.invalid(
          "ExclusiveMinimumSequenceNumber "
              + number
              + " used in PutRecord on stream "
              + stream.name()
              + " under account "
              + stream.place().account()
              + " is invalid.");
    }
  }

  private Fate[] store(OpenStream found, List<Addressed> all) {
    Fate[] fates = new Fate[all.size()];
    List<Addressed> left = new ArrayList<>(all);
    OpenStream stream = found;
    for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
      Map<ShardRow, List<Addressed>> byShard = new LinkedHashMap<>();
      for (Addressed one : left) {
        ShardRow shard = stream.shards().of(one.key());
        // Limits count a record once, also when its shard turns out to be closed.
        if (attempt > 0 || limits.mayWrite(stream, shard, one.content().size())) {
          byShard.computeIfAbsent(shard, _ -> new ArrayList<>()).add(one);
        } else {
          fates[one.place()] =
              new Fate.Refused(KinesisErrors.RATE, KinesisErrors.rateText(stream, shard));
        }
      }
      left = storeByShard(stream, byShard, fates);
      if (!left.isEmpty()) {
        OpenStream before = stream;
        stream =
            streams
                .find(before.place(), before.name())
                .filter(it -> it.isServing() && it.row().id() == before.row().id())
                .orElseThrow(() -> KinesisErrors.noStream(before.place(), before.name()));
      }
    }
    if (!left.isEmpty()) {
      throw KinesisErrors.unavailable();
    }
    return fates;
  }

  /** Stores each shard's records, all at once; gives back those whose shard was closed. */
  private List<Addressed> storeByShard(
      OpenStream stream, Map<ShardRow, List<Addressed>> byShard, Fate[] fates) {
    List<Addressed> closed = new ArrayList<>();
    if (byShard.size() == 1) {
      byShard.forEach((shard, records) -> {
        if (!store(stream, shard, records, fates)) {
          closed.addAll(records);
        }
      });
      return closed;
    }
    // The shards' logs share a write only when they are appended to at the same time.
    Map<ShardRow, FutureTask<Boolean>> tasks = new LinkedHashMap<>();
    byShard.forEach((shard, records) -> {
      FutureTask<Boolean> task = new FutureTask<>(() -> store(stream, shard, records, fates));
      tasks.put(shard, task);
      Thread.ofVirtual().name("put-records").start(task);
    });
    tasks.forEach((shard, task) -> {
      List<Addressed> records = byShard.getOrDefault(shard, List.of());
      try {
        if (!outcome(task)) {
          closed.addAll(records);
        }
      } catch (ExecutionException e) {
        LOG.error("records of {} in stream {} were not stored", shard.id(), stream.name(), e);
        for (Addressed record : records) {
          fates[record.place()] = new Fate.Refused(INTERNAL, "Internal service failure.");
        }
      }
    });
    return closed;
  }

  private static boolean outcome(FutureTask<Boolean> task) throws ExecutionException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KinesisErrors.unavailable();
    }
  }

  /** Stores records of one shard; false when it was closed. */
  private boolean store(OpenStream stream, ShardRow shard, List<Addressed> records, Fate[] fates) {
    List<NewRecord> contents = records.stream().map(Addressed::content).toList();
    Encryption with = stream.row().options().keyId().isPresent() ? Encryption.KMS : Encryption.NONE;
    return switch (writers.of(stream, shard).append(contents, with)) {
      case ShardWriter.Outcome.Stored stored -> {
        for (int i = 0; i < records.size(); i++) {
          fates[records.get(i).place()] =
              new Fate.Stored(shard, shard.number(stored.first() + i, stored.millis()));
        }
        arrivals.hint(stream.source(shard));
        yield true;
      }
      case ShardWriter.Outcome.Closed closed -> false;
    };
  }
}
