package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import dev.forebay.wire.checksum.Checksum;
import java.time.Instant;
import java.util.Map;

/**
 * An upload in parts as it is stored. Immutable.
 *
 * @param id its id
 * @param key the object's
 * @param initiated when it began
 * @param kind the algorithm of its checksums
 * @param named whether the request that began it named the algorithm
 * @param type the checksum's type, {@link Checksums#FULL} or {@link Checksums#COMPOSITE}
 * @param attributes as the object's
 * @param metadata as the object's
 * @param tags as the object's
 * @param result what it was completed to, as {@code etag version}; empty while it is under way
 */
record UploadRow(
    String id,
    String key,
    Instant initiated,
    Checksum kind,
    boolean named,
    String type,
    Map<String, String> attributes,
    Map<String, String> metadata,
    Map<String, String> tags,
    String result) {
  UploadRow {
    attributes = Map.copyOf(attributes);
    metadata = Map.copyOf(metadata);
    tags = Map.copyOf(tags);
  }

  boolean done() {
    return !result.isEmpty();
  }

  UploadRow completed(String etag, String version) {
    return new UploadRow(
        id,
        key,
        initiated,
        kind,
        named,
        type,
        attributes,
        Map.of(),
        Map.of(),
        etag + " " + version);
  }

  Bytes encode() {
    return new Encoder()
        .text(id)
        .text(key)
        .number(initiated.toEpochMilli())
        .text(kind.name())
        .number(named ? 1 : 0)
        .text(type)
        .map(attributes)
        .map(metadata)
        .map(tags)
        .text(result)
        .bytes();
  }

  static UploadRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    return new UploadRow(
        in.text(),
        in.text(),
        Instant.ofEpochMilli(in.number()),
        Checksum.valueOf(in.text()),
        in.number() == 1,
        in.text(),
        in.map(),
        in.map(),
        in.map(),
        in.text());
  }
}
