package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.eventsource.source.SourceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Records as pipes have them: as functions get them, but that what a Kinesis record has in {@code
 * kinesis} stands beside the rest ("Kinesis stream as a source").
 */
final class PipeRecords {
  private static final String KINESIS = "kinesis";

  private PipeRecords() {}

  static JsonNode of(SourceRecord source) {
    JsonNode tree;
    try {
      tree = PipePath.JSON.readTree(source.event().toInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!(tree.path(KINESIS) instanceof ObjectNode inner)) {
      return tree;
    }
    ObjectNode flat = inner.deepCopy();
    tree.properties()
        .forEach(member -> {
          if (!member.getKey().equals(KINESIS)) {
            flat.set(member.getKey(), member.getValue());
          }
        });
    return flat;
  }
}
