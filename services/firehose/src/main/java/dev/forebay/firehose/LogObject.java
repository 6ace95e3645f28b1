package dev.forebay.firehose;

import dev.forebay.storage.Log;
import dev.forebay.storage.Log.Position;
import dev.forebay.wire.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * An object of a log's records, read page by page whenever it is opened; its size is found by
 * reading it once. Confined to one thread.
 */
final class LogObject implements Body {
  private final Log log;
  private final Extent extent;
  private final Compression compression;
  private final String name;

  /**
   * An object.
   *
   * @param name of the entry, for a format that has entries
   */
  LogObject(Log log, Extent extent, Compression compression, String name) {
    this.log = log;
    this.extent = extent;
    this.compression = compression;
    this.name = name;
  }

  @Override
  public OptionalLong size() {
    try (InputStream in = open()) {
      return OptionalLong.of(in.transferTo(OutputStream.nullOutputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream open() throws IOException {
    return new Pages();
  }

  private final class Pages extends InputStream {
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final OutputStream packing;
    private Position at = Position.START;
    private long left = extent.records();
    private byte[] ready = {};
    private int taken;

    Pages() throws IOException {
      this.packing = compression.over(packed, name, extent.arrival().toEpochMilli());
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, buffer.length);
      while (taken == ready.length) {
        if (left < 0) {
          return -1;
        }
        fill();
      }
      int count = Math.min(length, ready.length - taken);
      System.arraycopy(ready, taken, buffer, offset, count);
      taken += count;
      return count;
    }

    private void fill() throws IOException {
      if (left == 0) {
        packing.close();
        left = -1;
      } else {
        List<Log.Entry> page = log.readAfter(at, (int) Math.min(left, Extent.PAGE), Hints.MEBIBYTE);
        if (page.isEmpty()) {
          throw new IOException("records are gone: the delivery stream was deleted");
        }
        for (Log.Entry entry : page) {
          Held.read(entry.value()).data().writeTo(packing);
        }
        at = page.getLast().position();
        left -= page.size();
      }
      ready = packed.toByteArray();
      packed.reset();
      taken = 0;
    }
  }
}
