package dev.forebay.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.firehose.Site.Bucket;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.AwsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.firehose.model.UpdateDestinationRequest;

class DeliveryTest {
  private static final Instant START = Instant.parse("2026-03-28T23:30:00Z");

  @TempDir private Path folder;

  private final Bucket bucket = new Bucket();
  private StorageEngine engine;
  private Site site;

  @BeforeEach
  void open() {
    open(START, 1);
  }

  private void open(Instant now, long seed) {
    VirtualClock clock = new VirtualClock(now);
    engine = RocksDbEngine.open(folder, Durability.OS, clock);
    site = new Site(engine, clock, bucket, seed);
  }

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private static BufferingHints hints(int size, int seconds) {
    return BufferingHints.builder().sizeInMBs(size).intervalInSeconds(seconds).build();
  }

  private static String key(String stream) {
    return "b:2026/03/28/23/" + stream + "-1-2026-03-28-23-30-00-[0-9a-f-]{36}";
  }

  @Test
  void recordsAreWrittenAsOneObjectWhenTheOldestHasWaitedForTheInterval() {
    site.create("s", to -> to);
    site.put("s", "a\n");
    site.advance(Duration.ofSeconds(299));
    site.put("s", "b\n");
    assertThat(bucket.objects).isEmpty();
    site.advance(Duration.ofSeconds(1));
    assertThat(bucket.text()).isEqualTo("a\nb\n");
    assertThat(bucket.objects.keySet()).singleElement().asString().matches(key("s"));
    assertThat(bucket.roles)
        .containsExactly("arn:aws:sts::123456789012:assumed-role/delivery/AWSFirehose");
    assertThat(site.firehose.pending()).isEmpty();
  }

  @Test
  void recordsAreWrittenAtOnceWhenSoManyBytesHaveGathered() {
    site.create("s", to -> to.bufferingHints(hints(1, 900)));
    byte[] half = new byte[1 << 19];
    Arrays.fill(half, (byte) 'x');
    site.put("s", half);
    assertThat(bucket.objects).isEmpty();
    site.put("s", half);
    assertThat(bucket.text()).hasSize(1 << 20);
    assertThat(site.firehose.pending()).isEmpty();
  }

  @Test
  void withoutAnIntervalNoRecordWaits() {
    site.create("s", to -> to.bufferingHints(hints(5, 0)));
    site.put("s", "now");
    assertThat(bucket.text()).isEqualTo("now");
  }

  @Test
  void aBatchHasAnIdForEachRecord() {
    site.create("s", to -> to);
    List<Record> records =
        IntStream.range(0, 500)
            .mapToObj(i -> Record.builder().data(SdkBytes.fromUtf8String(i + ",")).build())
            .toList();
    PutRecordBatchResponse answer =
        (PutRecordBatchResponse)
            site.call(
                PutRecordBatchRequest.builder().deliveryStreamName("s").records(records).build());
    assertThat(answer.failedPutCount()).isZero();
    assertThat(answer.requestResponses().stream().map(one -> one.recordId()))
        .doesNotHaveDuplicates()
        .hasSize(500);
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.text()).startsWith("0,1,2,").endsWith(",498,499,");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    site.create("s", to -> to);
    assertThatThrownBy(() -> site.put("s", new byte[1_024_001]))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("1000 KiB");
    Record large = Record.builder().data(SdkBytes.fromByteArray(new byte[900_000])).build();
    assertThatThrownBy(() ->
            site.call(
                PutRecordBatchRequest.builder()
                    .deliveryStreamName("s")
                    .records(Collections.nCopies(5, large))
                    .build()))
        .hasMessage("Records size exceeds 4 MB limit");
    site.put("s", new byte[1_024_000]);
  }

  @Test
  void aRecordForAStreamThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> site.put("none", "x"))
        .isInstanceOf(AwsException.class)
        .hasMessage("Firehose none under account 123456789012 not found.");
  }

  @Test
  void objectsAreNamedByTheirPrefixTheTimeZoneAndTheExtension() {
    site.create(
        "s",
        to ->
            to.prefix("in/!{timestamp:yyyy}/'x'!{timestamp:'d='dd}/!{firehose:random-string}/")
                .errorOutputPrefix("bad/!{firehose:error-output-type}/")
                .customTimeZone("Asia/Tokyo")
                .fileExtension(".log"));
    site.put("s", "x");
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.objects.keySet())
        .singleElement()
        .asString()
        .matches("b:in/2026/'x'd=29/[A-Za-z0-9]{11}/s-1-2026-03-29-08-30-00-[0-9a-f-]{36}\\.log");
  }

  @Test
  void aPrefixWithoutATimeGetsOne() {
    site.create("s", to -> to.prefix("in-"));
    site.put("s", "x");
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.objects.keySet())
        .singleElement()
        .asString()
        .startsWith("b:in-2026/03/28/23/s-1-");
  }

  @Test
  void objectsArePackedAsAskedFor() throws IOException {
    site.create("g", to -> to.compressionFormat(CompressionFormat.GZIP));
    site.create("z", to -> to.compressionFormat(CompressionFormat.ZIP));
    site.put("g", "packed");
    site.put("z", "packed");
    site.advance(Duration.ofMinutes(5));
    for (var object : bucket.objects.entrySet()) {
      ByteArrayInputStream bytes = new ByteArrayInputStream(object.getValue());
      if (object.getKey().endsWith(".gz")) {
        assertThat(new GZIPInputStream(bytes).readAllBytes()).asString().isEqualTo("packed");
      } else {
        assertThat(object.getKey()).endsWith(".zip");
        ZipInputStream zip = new ZipInputStream(bytes);
        assertThat(object.getKey()).endsWith(zip.getNextEntry().getName());
        assertThat(zip.readAllBytes()).asString().isEqualTo("packed");
      }
    }
    assertThat(bucket.objects).hasSize(2);
  }

  @Test
  void aBackupHasAllRecordsAsWell() {
    site.create(
        "s",
        to ->
            to.s3BackupMode(S3BackupMode.ENABLED)
                .s3BackupConfiguration(backup ->
                    backup.roleARN(Site.ROLE).bucketARN("arn:aws:s3:::c").prefix("all/")));
    site.put("s", "x");
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.objects.keySet())
        .satisfiesExactly(
            one -> assertThat(one).matches(key("s")),
            other -> assertThat(other).startsWith("c:all/2026/03/28/23/s-1-"));
    assertThat(bucket.text()).isEqualTo("xx");
  }

  @Test
  void aBucketThatFailsIsTriedAgainUntilItTakesTheRecords() {
    site.create("s", to -> to);
    bucket.closed = true;
    site.put("s", "kept");
    site.advance(Duration.ofMinutes(5));
    site.advance(Duration.ofHours(12));
    assertThat(bucket.objects).isEmpty();
    bucket.closed = false;
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.text()).isEqualTo("kept");
    assertThat(site.firehose.pending()).isEmpty();
  }

  @Test
  void whatCouldNotBeDeliveredForADayIsDropped() {
    site.create("s", to -> to);
    bucket.closed = true;
    site.put("s", "lost");
    site.advance(Duration.ofHours(23));
    site.put("s", "kept");
    site.advance(Duration.ofHours(1).plusMinutes(1));
    site.advance(Duration.ofMinutes(5));
    bucket.closed = false;
    site.advance(Duration.ofMinutes(10));
    assertThat(bucket.text()).isEqualTo("kept");
  }

  @Test
  void whatWasAcceptedOutlivesTheServer() {
    site.create("s", to -> to);
    site.put("s", "first ");
    bucket.closed = true;
    site.advance(Duration.ofMinutes(5));
    site.put("s", "second");
    close();
    bucket.closed = false;
    open(START.plusSeconds(400), 2);
    site.settle();
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.text()).isEqualTo("first second");
    assertThat(bucket.objects.keySet()).first().asString().matches(key("s"));
  }

  @Test
  void aBacklogIsWrittenObjectByObject() {
    site.create("s", to -> to.bufferingHints(hints(1, 60)));
    bucket.closed = true;
    for (int i = 0; i < 5; i++) {
      byte[] record = new byte[1_000_000];
      Arrays.fill(record, (byte) ('a' + i));
      site.put("s", record);
    }
    bucket.closed = false;
    site.advance(Duration.ofMinutes(10));
    site.advance(Duration.ofMinutes(1));
    assertThat(bucket.text()).hasSize(5_000_000);
    assertThat(bucket.objects).hasSize(3);
    assertThat(site.firehose.pending()).isEmpty();
  }

  @Test
  void anUpdateCountsForWhatWaits() {
    site.create("s", to -> to.prefix("old/"));
    site.put("s", "x");
    site.call(
        UpdateDestinationRequest.builder()
            .deliveryStreamName("s")
            .currentDeliveryStreamVersionId("1")
            .destinationId("destinationId-000000000001")
            .extendedS3DestinationUpdate(
                update -> update.prefix("new/").bufferingHints(hints(1, 60)))
            .build());
    assertThat(site.describe("s").versionId()).isEqualTo("2");
    site.advance(Duration.ofMinutes(1));
    assertThat(bucket.objects.keySet())
        .singleElement()
        .asString()
        .startsWith("b:new/2026/03/28/23/s-2-");
    assertThatThrownBy(() ->
            site.call(
                UpdateDestinationRequest.builder()
                    .deliveryStreamName("s")
                    .currentDeliveryStreamVersionId("1")
                    .destinationId("destinationId-000000000001")
                    .extendedS3DestinationUpdate(update -> update.prefix("x/"))
                    .build()))
        .hasMessageContaining("do not match");
  }

  @Test
  void aStreamThatIsDeletedAndMadeAgainBeginsEmpty() {
    site.create("s", to -> to);
    site.put("s", "old");
    site.call(DeleteDeliveryStreamRequest.builder().deliveryStreamName("s").build());
    assertThat(site.firehose.pending()).isEmpty();
    site.create("s", to -> to);
    site.put("s", "new");
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.text()).isEqualTo("new");
  }

  @Test
  void putsFromManyThreadsAllArriveOnce() throws InterruptedException {
    site.create("s", to -> to.bufferingHints(hints(1, 60)));
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(thread ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int i = 0; i < 25; i++) {
                        byte[] record = new byte[20_000];
                        Arrays.fill(record, (byte) ('a' + thread));
                        site.put("s", record);
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    site.settle();
    site.advance(Duration.ofMinutes(1));
    String text = bucket.text();
    assertThat(text).hasSize(8 * 25 * 20_000);
    for (int i = 0; i < 8; i++) {
      char letter = (char) ('a' + i);
      assertThat(text.chars().filter(c -> c == letter)).hasSize(25 * 20_000);
    }
    assertThat(site.firehose.pending()).isEmpty();
  }

  @Test
  void textIsNotTouched() {
    site.create("s", to -> to);
    byte[] bytes = new byte[256];
    IntStream.range(0, 256).forEach(i -> bytes[i] = (byte) i);
    site.put("s", bytes);
    site.advance(Duration.ofMinutes(5));
    assertThat(bucket.objects.values()).singleElement().isEqualTo(bytes);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).hasSize(256);
  }
}
