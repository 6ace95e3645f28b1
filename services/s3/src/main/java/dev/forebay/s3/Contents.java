package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.checksum.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The bytes of objects: small ones in rows, which are written with the object's own and share its
 * fsync; larger ones in files, which are on the disk before a row names them. Thread-safe.
 */
final class Contents {
  /** Bytes up to this many are kept in a row. */
  static final int SMALL = 65_536;

  /** The most that one request may bring ("Amazon S3 objects overview", S3 User Guide). */
  private static final long MOST = 5_368_709_120L;

  private final ObjectFiles files;
  private final RandomGenerator random;
  private final Sequences sequences;

  Contents(ObjectFiles files, RandomGenerator random, Sequences sequences) {
    this.files = files;
    this.random = random;
    this.sequences = sequences;
  }

  /**
   * Takes a body to its end.
   *
   * @param kinds the checksums that are wanted of it
   * @throws AwsException when it is too large, or not what was signed
   * @throws UncheckedIOException when the sender is gone
   */
  Received receive(OpenBucket bucket, Body body, Set<Checksum> kinds) {
    long announced = body.size().orElse(0);
    if (announced > MOST) {
      throw tooLarge(announced);
    }
    Digests digests = new Digests(kinds);
    try (InputStream in = body.open()) {
      byte[] buffer = new byte[(int) Math.min(SMALL + 1, body.size().orElse(SMALL) + 1)];
      int filled = 0;
      while (filled < buffer.length) {
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
          digests.update(buffer, filled);
          return inRow(buffer, filled, digests);
        }
        filled += count;
      }
      return inFile(bucket, in, buffer, digests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Received inRow(byte[] buffer, int size, Digests digests) {
    if (size == 0) {
      return digests.received(0, new Data.None(), List.of());
    }
    String id = newId();
    return digests.received(
        size,
        new Data.InRow(id),
        List.of(new Transaction.Put(Keys.row(id), Bytes.wrap(Arrays.copyOf(buffer, size)))));
  }

  private Received inFile(OpenBucket bucket, InputStream in, byte[] first, Digests digests)
      throws IOException {
    String id = newId();
    try (ObjectFiles.Writing file = files.write(bucket, id)) {
      byte[] buffer = first.length > SMALL ? first : Arrays.copyOf(first, SMALL);
      long size = 0;
      int count = first.length;
      while (count >= 0) {
        digests.update(buffer, count);
        file.write(buffer, count);
        size += count;
        if (size > MOST) {
          throw tooLarge(size);
        }
        count = in.read(buffer, 0, buffer.length);
      }
      file.keep();
      return digests.received(
          size, new Data.InFile(id), List.of(new Transaction.Put(Keys.file(id), Bytes.EMPTY)));
    }
  }

  /** Lets go of bytes that came to no row. */
  void forget(OpenBucket bucket, Received received) {
    if (received.data() instanceof Data.InFile(String id)) {
      files.delete(bucket, id);
    }
  }

  /**
   * Opens bytes for reading; empty when they are gone, because the object was written anew.
   *
   * @param from the first byte
   * @param length how many, all of which are there
   */
  Optional<Body> open(OpenBucket bucket, Data data, long from, long length) {
    return switch (data) {
      case Data.None none -> Optional.of(Body.EMPTY);
      case Data.InRow(String id) ->
          bucket.space().read(Keys.row(id)).map(row -> Body.of(cut(row.value(), from, length)));
      case Data.InFile(String id) ->
          files.read(bucket, id).map(channel -> new FileBody(channel, from, length));
      case Data.InParts(String id) ->
          parts(bucket, id).map(parts -> new PartsBody(this, bucket, parts, from, length));
    };
  }

  private static Bytes cut(Bytes bytes, long from, long length) {
    return from == 0 && length == bytes.size()
        ? bytes
        : bytes.slice((int) from, (int) (from + length));
  }

  /** What a completed upload is made of. */
  Optional<List<PartRow>> parts(OpenBucket bucket, String uploadId) {
    return bucket.space().read(Keys.parts(uploadId)).map(Row::value).map(PartRow::decodeAll);
  }

  /** What has to be written so that bytes go with their last name. */
  List<Transaction.Write> dropped(Data data) {
    return switch (data) {
      case Data.None none -> List.of();
      case Data.InRow(String id) -> List.of(new Transaction.Delete(Keys.row(id)));
      case Data.InFile(String id) -> List.of(new Transaction.Delete(Keys.file(id)));
      case Data.InParts(String id) ->
          List.of(new Transaction.Put(Keys.garbage(id), Bytes.utf8(data.encode())));
    };
  }

  /** Removes what {@link #dropped} has left, after its commit. */
  void remove(OpenBucket bucket, Data data, Commits commits) {
    switch (data) {
      case Data.None none -> {}
      case Data.InRow row -> {}
      case Data.InFile(String id) -> files.delete(bucket, id);
      case Data.InParts(String id) -> {
        List<Transaction.Write> writes = new ArrayList<>();
        for (PartRow part : parts(bucket, id).orElse(List.of())) {
          writes.addAll(dropped(part.data()));
          remove(bucket, part.data(), commits);
          if (writes.size() >= 1_000) {
            commits.write(bucket.space(), writes);
            writes.clear();
          }
        }
        writes.add(new Transaction.Delete(Keys.parts(id)));
        writes.add(new Transaction.Delete(Keys.garbage(id)));
        commits.write(bucket.space(), writes);
      }
    }
  }

  private String newId() {
    return HexFormat.of().toHexDigits(sequences.next())
        + HexFormat.of().toHexDigits(random.nextLong());
  }

  private static AwsException tooLarge(long size) {
    return new AwsException(
        "EntityTooLarge",
        400,
        "Your proposed upload exceeds the maximum allowed size",
        Map.of("ProposedSize", Long.toString(size), "MaxSizeAllowed", Long.toString(MOST)));
  }

  /** The MD5 and the checksums of bytes under way. Confined to one thread. */
  private static final class Digests {
    private final MessageDigest md5;
    private final Map<Checksum, Checksum.Running> running = new EnumMap<>(Checksum.class);

    Digests(Set<Checksum> kinds) {
      try {
        this.md5 = MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has MD5", e);
      }
      kinds.forEach(kind -> running.put(kind, kind.start()));
    }

    void update(byte[] bytes, int length) {
      md5.update(bytes, 0, length);
      running.values().forEach(sum -> sum.update(bytes, 0, length));
    }

    Received received(long size, Data data, List<Transaction.Write> writes) {
      Map<Checksum, String> sums = new EnumMap<>(Checksum.class);
      running.forEach((kind, sum) -> sums.put(kind, sum.base64()));
      return new Received(size, Bytes.wrap(md5.digest()), sums, data, writes);
    }
  }

  /** A run of a file's bytes. */
  private record FileBody(FileChannel channel, long from, long length) implements Body {
    @Override
    public OptionalLong size() {
      return OptionalLong.of(length);
    }

    @Override
    public InputStream open() throws IOException {
      channel.position(from);
      return Channels.newInputStream(channel);
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new StorageException("cannot close a file: " + e, e);
      }
    }
  }
}
