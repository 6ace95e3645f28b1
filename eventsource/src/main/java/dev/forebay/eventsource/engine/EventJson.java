package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.Step;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.eventsource.window.OpenWindow;
import dev.forebay.eventsource.window.WindowCall;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Puts records, which are JSON already, into the event that the function gets. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html">TimeWindowEvent</a>
 * @param source the ARN that a window's event names as its source
 * @param shard the shard that it names
 */
record EventJson(String source, String shard) {
  private static final byte[] START = bytes("{\"Records\":[");
  private static final byte[] END = bytes("]}");

  Bytes of(Step.Invoke invoke) {
    Batch batch = invoke.batch();
    int size = batch.records().stream().mapToInt(SourceRecord::size).sum();
    int state = invoke.window().map(call -> call.window().state().size()).orElse(0);
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + state + 512);
    writeRecords(batch.records(), out);
    invoke
        .window()
        .ifPresentOrElse(
            call -> {
              out.write(']');
              write(call, out);
              out.write('}');
            },
            () -> out.writeBytes(END));
    return Bytes.wrap(out.toByteArray());
  }

  /** The event of records without a window. */
  static Bytes of(List<SourceRecord> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
    writeRecords(records, out);
    out.writeBytes(END);
    return Bytes.wrap(out.toByteArray());
  }

  private static void writeRecords(List<SourceRecord> records, ByteArrayOutputStream out) {
    out.writeBytes(START);
    boolean first = true;
    for (SourceRecord record : records) {
      if (!first) {
        out.write(',');
      }
      first = false;
      write(record.event(), out);
    }
  }

  private void write(WindowCall call, ByteArrayOutputStream out) {
    OpenWindow window = call.window();
    out.writeBytes(
        bytes(
            ",\"window\":{\"start\":\"%s\",\"end\":\"%s\"},\"state\":"
                .formatted(window.start(), window.end())));
    write(window.state(), out);
    out.writeBytes(
        bytes(
            ",\"shardId\":\"%s\",\"eventSourceARN\":\"%s\",\"isFinalInvokeForWindow\":%b,\"isWindowTerminatedEarly\":%b"
                .formatted(shard, source, call.isFinal(), call.isFinal() && window.full())));
  }

  private static void write(Bytes bytes, ByteArrayOutputStream out) {
    out.writeBytes(bytes.toArray());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
