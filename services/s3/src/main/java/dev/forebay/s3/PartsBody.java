package dev.forebay.s3;

import dev.forebay.storage.StorageException;
import dev.forebay.wire.Body;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/** A run of the bytes of parts, one after the other. Confined to one thread. */
final class PartsBody implements Body {
  private final Contents contents;
  private final OpenBucket bucket;
  private final List<PartRow> parts;
  private final long from;
  private final long length;
  private Body open = Body.EMPTY;

  PartsBody(Contents contents, OpenBucket bucket, List<PartRow> parts, long from, long length) {
    this.contents = contents;
    this.bucket = bucket;
    this.parts = parts;
    this.from = from;
    this.length = length;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(length);
  }

  @Override
  public InputStream open() {
    return new Stream();
  }

  @Override
  public void close() {
    open.close();
  }

  private final class Stream extends InputStream {
    private final Iterator<PartRow> next = parts.iterator();
    private InputStream in = InputStream.nullInputStream();
    private long inPart;
    private long skipped = from;
    private long left = length;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int at, int wanted) throws IOException {
      if (wanted == 0) {
        return 0;
      }
      while (inPart == 0) {
        if (left == 0 || !next.hasNext()) {
          return -1;
        }
        openNext(next.next());
      }
      int count = in.read(out, at, (int) Math.min(wanted, inPart));
      if (count > 0) {
        inPart -= count;
        left -= count;
      }
      return count;
    }

    private void openNext(PartRow part) throws IOException {
      if (skipped >= part.size()) {
        skipped -= part.size();
        return;
      }
      long take = Math.min(part.size() - skipped, left);
      open.close();
      open =
          contents
              .open(bucket, part.data(), skipped, take)
              .orElseThrow(() -> new StorageException("a part was deleted while it was read"));
      in = open.open();
      inPart = take;
      skipped = 0;
    }
  }
}
