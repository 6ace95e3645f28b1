package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a bucket's rows are named.
 *
 * <pre>
 * head     key                         its {@link Head}
 * older    key 00 01, ~sequence        the versions before, newest first
 * row      id                          bytes of a small object
 * file     id                          that a file is in use
 * upload   key 00 01, id               an upload under way
 * part     id of the upload, number    a part of it
 * parts    id of the upload            what a completed upload is made of
 * garbage  id                          bytes that nothing names any more
 * event    sequence                    events that have not been handed over
 * </pre>
 */
final class Keys {
  static final String HEAD = "head";
  static final String OLDER = "older";
  static final String ROW = "row";
  static final String FILE = "file";
  static final String UPLOAD = "upload";
  static final String PART = "part";
  static final String PARTS = "parts";
  static final String GARBAGE = "garbage";
  static final String EVENT = "event";

  private static final int LONGEST = 1_024;

  private Keys() {}

  /** The bytes of an object's key, by which keys are ordered. */
  static Bytes key(String key) {
    Bytes bytes = Bytes.utf8(key);
    if (bytes.size() > LONGEST) {
      throw new dev.forebay.wire.AwsException(
          "KeyTooLongError",
          400,
          "Your key is too long",
          java.util.Map.of(
              "Size", Integer.toString(bytes.size()), "MaxSizeAllowed", Integer.toString(LONGEST)));
    }
    return bytes;
  }

  static RowKey head(String key) {
    return new RowKey(HEAD, key(key));
  }

  static RowKey older(String key, long sequence) {
    return new RowKey(OLDER, after(below(key), ByteBuffer.allocate(8).putLong(~sequence).array()));
  }

  static RowKey row(String id) {
    return new RowKey(ROW, Bytes.utf8(id));
  }

  static RowKey file(String id) {
    return new RowKey(FILE, Bytes.utf8(id));
  }

  static RowKey upload(String key, String uploadId) {
    return new RowKey(UPLOAD, after(below(key), uploadId.getBytes(StandardCharsets.UTF_8)));
  }

  static RowKey part(String uploadId, int number) {
    return new RowKey(
        PART, after(Bytes.utf8(uploadId), ByteBuffer.allocate(2).putShort((short) number).array()));
  }

  static RowKey parts(String uploadId) {
    return new RowKey(PARTS, Bytes.utf8(uploadId));
  }

  static RowKey garbage(String id) {
    return new RowKey(GARBAGE, Bytes.utf8(id));
  }

  static RowKey event(long sequence, int index) {
    return new RowKey(
        EVENT, Bytes.wrap(ByteBuffer.allocate(12).putLong(sequence).putInt(index).array()));
  }

  /** Where a key's further rows begin: in the order of keys, and no key's begin another's. */
  static Bytes below(String key) {
    byte[] bytes = key(key).toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 2);
    for (byte b : bytes) {
      out.write(b);
      if (b == 0) {
        out.write(0xff);
      }
    }
    out.write(0);
    out.write(1);
    return Bytes.wrap(out.toByteArray());
  }

  /** The key whose row lies below it. */
  static String keyOf(RowKey row) {
    byte[] bytes = row.key().toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        if (bytes[i + 1] == 1) {
          break;
        }
        i++;
        out.write(0);
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Where those end that start with a prefix; empty when nothing comes after them. */
  static Optional<Bytes> end(Bytes prefix) {
    byte[] bytes = prefix.toArray();
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == (byte) 0xff) {
      length--;
    }
    if (length == 0) {
      return Optional.empty();
    }
    byte[] next = Arrays.copyOf(bytes, length);
    next[length - 1]++;
    return Optional.of(Bytes.wrap(next));
  }

  private static Bytes after(Bytes first, byte[] second) {
    byte[] all = Arrays.copyOf(first.toArray(), first.size() + second.length);
    System.arraycopy(second, 0, all, first.size(), second.length);
    return Bytes.wrap(all);
  }
}
