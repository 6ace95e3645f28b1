package dev.forebay.eventsource.batch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what a function says of a batch. */
final class ItemFailureReader {
  private static final ObjectReader JSON = JsonMapper.builder().build().reader();

  private ItemFailureReader() {}

  static ItemFailures read(Bytes response, List<SourceRecord> records) {
    try {
      return read(JSON.readTree(response.toInputStream()), records);
    } catch (JacksonException e) {
      return new ItemFailures.Unclear("the response is not JSON");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private static ItemFailures read(JsonNode response, List<SourceRecord> records) {
    if (isNothing(response)) {
      return new ItemFailures.None();
    }
    if (!response.isObject()) {
      return new ItemFailures.Unclear("the response is no object");
    }
    JsonNode failures = response.path("batchItemFailures");
    if (isNothing(failures)) {
      return new ItemFailures.None();
    }
    if (!failures.isArray()) {
      return new ItemFailures.Unclear("batchItemFailures is no list");
    }
    Set<String> known = new HashSet<>();
    records.forEach(record -> known.add(record.id()));
    Set<String> failed = new HashSet<>();
    for (JsonNode failure : failures) {
      JsonNode id = failure.path("itemIdentifier");
      if (!id.isTextual() || !known.contains(id.textValue())) {
        return new ItemFailures.Unclear("an itemIdentifier names no record of the batch");
      }
      failed.add(id.textValue());
    }
    return new ItemFailures.Some(failed);
  }

  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode()
        || node.isNull()
        || (node.isContainerNode() && node.isEmpty())
        || (node.isTextual() && node.textValue().isEmpty());
  }
}
