package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.wire.AwsException;
import java.nio.BufferUnderflowException;
import java.util.Base64;

/**
 * A place in a shard that can be read from for fifteen minutes. Its text begins with the stream's
 * ARN, by which the caller's permission is found.
 *
 * @param stream the stream's ARN
 * @param shard the shard's id
 * @param next the number of the record to read next, if it is there
 * @param issued when it was issued, in milliseconds of the epoch
 */
record ShardIterator(String stream, String shard, long next, long issued) {
  private static final String VERSION = "|1|";

  String encode() {
    byte[] rest = new RowWriter().text(shard).number(next).number(issued).done().toArray();
    return stream + VERSION + Base64.getEncoder().encodeToString(rest);
  }

  /**
   * The iterator of a text.
   *
   * @throws AwsException 400 when it is none
   */
  static ShardIterator decode(String text) {
    int bar = text.indexOf(VERSION);
    if (bar < 0) {
      throw invalid();
    }
    try {
      byte[] rest = Base64.getDecoder().decode(text.substring(bar + VERSION.length()));
      RowReader in = new RowReader(dev.forebay.model.Bytes.wrap(rest));
      return new ShardIterator(text.substring(0, bar), in.text(), in.number(), in.number());
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw invalid();
    }
  }

  private static AwsException invalid() {
    return Errors.validation("Invalid ShardIterator");
  }
}
