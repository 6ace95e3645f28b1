package dev.forebay.wire;

import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Bytes that travel beside a request or an answer, read once and never held as a whole. Confined to
 * one thread.
 */
public interface Body extends AutoCloseable {
  /** No bytes. */
  Body EMPTY = of(Bytes.EMPTY);

  /** A body of these bytes. */
  static Body of(Bytes bytes) {
    return new Body() {
      @Override
      public OptionalLong size() {
        return OptionalLong.of(bytes.size());
      }

      @Override
      public InputStream open() {
        return bytes.toInputStream();
      }
    };
  }

  /** How many bytes there are, where that is known before they are read. */
  OptionalLong size();

  /**
   * The bytes, asked for once. Reading throws {@link AwsException} where what arrives is not what
   * was signed or announced, at the end at the latest: only a body that was read to its end may be
   * believed.
   *
   * @throws IOException when they cannot be had
   */
  InputStream open() throws IOException;

  /** The names, in lower case, of what is to follow the bytes. */
  default List<String> promised() {
    return List.of();
  }

  /** What followed the bytes, by names in lower case; complete when the end was read. */
  default Map<String, String> trailers() {
    return Map.of();
  }

  /** Lets go of what the bytes come from; also when they were not read. */
  @Override
  default void close() {}
}
