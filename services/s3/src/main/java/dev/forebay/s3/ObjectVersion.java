package dev.forebay.s3;

import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version of an object, or a delete marker, as it is stored. Immutable.
 *
 * @param id its id, or {@link VersionId#NULL}
 * @param sequence its place among the object's versions; higher is newer
 * @param marker whether it is a delete marker
 * @param size in bytes
 * @param etag without quotes
 * @param modified to the second
 * @param data where its bytes are
 * @param attributes what goes into headers, by the header's name in lower case
 * @param metadata the user's own
 * @param tags its tags
 */
record ObjectVersion(
    String id,
    long sequence,
    boolean marker,
    long size,
    String etag,
    Instant modified,
    Data data,
    Map<String, String> attributes,
    Map<String, String> metadata,
    Map<String, String> tags) {
  ObjectVersion {
    attributes = Map.copyOf(attributes);
    metadata = Map.copyOf(metadata);
    tags = Map.copyOf(tags);
  }

  boolean isNull() {
    return id.equals(VersionId.NULL);
  }

  Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  String quotedEtag() {
    return '"' + etag + '"';
  }

  String storageClass() {
    return attributes.getOrDefault(Attributes.STORAGE_CLASS, "STANDARD");
  }

  ObjectVersion withTags(Map<String, String> others) {
    return new ObjectVersion(
        id, sequence, marker, size, etag, modified, data, attributes, metadata, others);
  }

  ObjectVersion withAttributes(Map<String, String> others) {
    return new ObjectVersion(
        id, sequence, marker, size, etag, modified, data, others, metadata, tags);
  }

  /** With an attribute, or without it for an empty text. */
  ObjectVersion with(String name, String value) {
    Map<String, String> changed = new TreeMap<>(attributes);
    changed.put(name, value);
    changed.values().removeIf(String::isEmpty);
    return withAttributes(changed);
  }

  /** The same under an id and at a place. */
  ObjectVersion at(String newId, long newSequence) {
    return new ObjectVersion(
        newId, newSequence, marker, size, etag, modified, data, attributes, metadata, tags);
  }

  void encode(Encoder out) {
    out.text(id)
        .number(sequence)
        .number(marker ? 1 : 0)
        .number(size)
        .text(etag)
        .number(modified.toEpochMilli())
        .text(data.encode())
        .map(attributes)
        .map(metadata)
        .map(tags);
  }

  static ObjectVersion decode(Decoder in) {
    return new ObjectVersion(
        in.text(),
        in.number(),
        in.number() == 1,
        in.number(),
        in.text(),
        Instant.ofEpochMilli(in.number()),
        Data.decode(in.text()),
        in.map(),
        in.map(),
        in.map());
  }
}
