package dev.forebay.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.eventsource.batch.Outcome.Answered;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Log.Position;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.storage.rows.RowStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceRecipientTest {
  private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");
  private static final StreamRow.Source SOURCE =
      new StreamRow.Source("arn:aws:kinesis:eu-central-1:123456789012:stream/k", Site.ROLE);
  private static final StreamRow ROW =
      new StreamRow(
          "s",
          "11111111-2222-3333-4444-555555555555",
          StreamRow.write(Site.TO_BUCKET),
          1,
          SOURCE,
          null,
          0,
          0,
          Map.of());

  private final VirtualClock clock = new VirtualClock(NOW);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final Random random = new Random(1);
  private final Streams streams =
      new Streams(new RowStore<>(engine, "firehose", random, FirehoseErrors::unavailable));
  private final Lanes lanes =
      new Lanes(engine, streams, clock, random, (stream, stage, lane) -> Optional.empty());
  private final Intake intake = new Intake(streams, lanes);

  @AfterEach
  void close() {
    lanes.close();
    engine.close();
  }

  private List<Held> stored() {
    OpenStream stream = OpenStream.of(Site.PLACE, ROW);
    return engine
        .log(stream.lane(Stage.DELIVER).scope())
        .readAfter(Position.START, 10, Hints.MEBIBYTE)
        .stream()
        .map(entry -> Held.read(entry.value()))
        .toList();
  }

  private void take() {
    SourceRecipient recipient = new SourceRecipient(OpenStream.of(Site.PLACE, ROW), SOURCE, intake);
    SourceRecord record =
        new SourceRecord(
            "49",
            "p",
            NOW.minusSeconds(5),
            Bytes.utf8(
                "{\"kinesis\":{\"partitionKey\":\"p\",\"sequenceNumber\":\"49\",\"data\":\"YWI=\"},"
                    + "\"eventID\":\"shardId-000000000001:49\"}"),
            "");
    assertThat(recipient.take(RequestId.random(random), List.of(record)))
        .isInstanceOf(Answered.class);
  }

  @Test
  void aRecordIsStoredWithItsTimeAndItsPlaceInTheSource() {
    streams.add(Site.PLACE, ROW);
    take();
    assertThat(stored())
        .containsExactly(
            new Held(
                NOW.minusSeconds(5),
                "{\"sequenceNumber\":\"49\",\"subsequenceNumber\":\"\",\"partitionKey\":\"p\","
                    + "\"shardId\":\"shardId-000000000001\",\"approximateArrivalTimestamp\":1774699195000}",
                Bytes.utf8("ab")));
  }

  @Test
  void nothingIsStoredForAStreamThatIsGone() {
    take();
    assertThat(stored()).isEmpty();
  }
}
