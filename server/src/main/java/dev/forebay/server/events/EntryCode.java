package dev.forebay.server.events;

import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Way;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the log as bytes: seconds and nanoseconds, then the step's name, its text, its
 * request id or nothing, the number of events and their ids, each text after its length. Pure.
 */
final class EntryCode {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int FIXED = Long.BYTES + 2 * Integer.BYTES;

  private EntryCode() {}

  static byte[] encode(Instant at, List<String> events, Step step) {
    byte[][] texts = new byte[3 + events.size()][];
    texts[0] = utf8(step.name());
    texts[1] = utf8(step.text());
    texts[2] = utf8(step.requestId().orElse(""));
    int size = FIXED;
    for (int i = 0; i < events.size(); i++) {
      texts[3 + i] = utf8(events.get(i));
    }
    for (byte[] text : texts) {
      size += Integer.BYTES + text.length;
    }
    byte[] entry = new byte[size];
    LONG.set(entry, 0, at.getEpochSecond());
    INT.set(entry, Long.BYTES, at.getNano());
    INT.set(entry, Long.BYTES + Integer.BYTES, events.size());
    int to = FIXED;
    for (byte[] text : texts) {
      INT.set(entry, to, text.length);
      System.arraycopy(text, 0, entry, to + Integer.BYTES, text.length);
      to += Integer.BYTES + text.length;
    }
    return entry;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static EventLog.Entry decode(byte[] bytes, int from, Way way) {
    Instant at =
        Instant.ofEpochSecond((long) LONG.get(bytes, from), intAt(bytes, from + Long.BYTES));
    int events = intAt(bytes, from + Long.BYTES + Integer.BYTES);
    List<String> texts = new ArrayList<>(3 + events);
    int next = from + FIXED;
    for (int i = 0; i < 3 + events; i++) {
      int length = intAt(bytes, next);
      texts.add(new String(bytes, next + Integer.BYTES, length, StandardCharsets.UTF_8));
      next += Integer.BYTES + length;
    }
    return new EventLog.Entry(
        at,
        way,
        List.copyOf(texts.subList(3, texts.size())),
        texts.get(0),
        texts.get(1),
        Optional.of(texts.get(2)).filter(id -> !id.isEmpty()));
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }
}
