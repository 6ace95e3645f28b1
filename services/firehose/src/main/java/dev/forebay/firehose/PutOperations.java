package dev.forebay.firehose;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Log.Position;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordResponse;
import software.amazon.awssdk.services.firehose.model.Record;

/** Takes records in. Thread-safe. */
final class PutOperations {
  private static final int MOST_RECORDS = 500;
  private static final int MOST_RECORD = 1_000 * 1_024;
  private static final int MOST_BATCH = 4 << 20;

  private final Streams streams;
  private final Intake intake;
  private final Clock clock;

  PutOperations(Streams streams, Intake intake, Clock clock) {
    this.streams = streams;
    this.intake = intake;
    this.clock = clock;
  }

  PutRecordResponse put(CallContext context, PutRecordRequest request) {
    String id = put(context, request.deliveryStreamName(), List.of(request.record())).getFirst();
    return PutRecordResponse.builder().recordId(id).encrypted(false).build();
  }

  PutRecordBatchResponse putBatch(CallContext context, PutRecordBatchRequest request) {
    List<Record> records = request.records();
    // The wire has looked at the numbers; calls from within have not been looked at.
    if (records.isEmpty() || records.size() > MOST_RECORDS) {
      throw FirehoseErrors.invalid("A batch must have 1 to 500 records: " + records.size());
    }
    long size =
        records.stream().mapToLong(record -> record.data().asByteBuffer().remaining()).sum();
    if (size > MOST_BATCH) {
      throw FirehoseErrors.invalid("Records size exceeds 4 MB limit");
    }
    List<String> ids = put(context, request.deliveryStreamName(), records);
    return PutRecordBatchResponse.builder()
        .failedPutCount(0)
        .encrypted(false)
        .requestResponses(
            ids.stream()
                .map(id -> PutRecordBatchResponseEntry.builder().recordId(id).build())
                .toList())
        .build();
  }

  private List<String> put(CallContext context, String name, List<Record> records) {
    OpenStream stream = streams.require(context.place(), name);
    if (stream.row().source() != null) {
      throw FirehoseErrors.notForPuts();
    }
    Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
    List<Held> held = records.stream().map(record -> held(record, now)).toList();
    List<Position> positions = intake.take(stream, held);
    return positions.stream().map(position -> recordId(stream, position)).toList();
  }

  private static Held held(Record record, Instant now) {
    byte[] data = record.data().asByteArrayUnsafe();
    if (data.length > MOST_RECORD) {
      throw FirehoseErrors.invalid("A record can have at most 1000 KiB: " + data.length);
    }
    return new Held(now, Bytes.wrap(data));
  }

  private static String recordId(OpenStream stream, Position position) {
    return Base64.getEncoder()
        .encodeToString(
            (stream.row().uuid() + "/" + Lane.recordId(position))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
