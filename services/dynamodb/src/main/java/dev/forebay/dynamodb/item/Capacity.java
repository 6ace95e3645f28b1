package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * What an operation consumed of one table's capacity. See "DynamoDB read and write operations" in
 * the Developer Guide. Confined to one thread.
 */
final class Capacity {
  private static final double READ_UNIT = 4_096;
  private static final double WRITE_UNIT = 1_024;

  private final OpenTable table;
  private double ofTable;
  private final Map<String, Double> ofIndexes = new LinkedHashMap<>();
  private double reads;
  private double writes;

  Capacity(OpenTable table) {
    this.table = table;
  }

  /** The units of reading so many bytes at once. */
  static double read(long bytes, boolean consistent) {
    return Math.max(1, Math.ceil(bytes / READ_UNIT)) * (consistent ? 1 : 0.5);
  }

  /** The units of writing an item of so many bytes. */
  static double write(long bytes) {
    return Math.max(1, Math.ceil(bytes / WRITE_UNIT));
  }

  void addRead(double units) {
    ofTable += units;
    reads += units;
  }

  void addWrite(double units) {
    ofTable += units;
    writes += units;
  }

  void addRead(IndexRow index, double units) {
    ofIndexes.merge(index.name(), units, Double::sum);
    reads += units;
  }

  void addWrite(IndexRow index, double units) {
    ofIndexes.merge(index.name(), units, Double::sum);
    writes += units;
  }

  double reads() {
    return reads;
  }

  double writes() {
    return writes;
  }

  /** As an answer has it, if the request wants it. */
  Optional<ConsumedCapacity> wire(@Nullable ReturnConsumedCapacity wanted) {
    return wire(wanted, false);
  }

  /** As a transaction's answer has it: with the units of reads or writes apart. */
  Optional<ConsumedCapacity> wire(@Nullable ReturnConsumedCapacity wanted, boolean split) {
    if (wanted != ReturnConsumedCapacity.TOTAL && wanted != ReturnConsumedCapacity.INDEXES) {
      return Optional.empty();
    }
    double total = ofTable + ofIndexes.values().stream().mapToDouble(Double::doubleValue).sum();
    ConsumedCapacity.Builder answer =
        ConsumedCapacity.builder().tableName(table.row().name()).capacityUnits(total);
    if (split && reads > 0) {
      answer.readCapacityUnits(reads);
    }
    if (split && writes > 0) {
      answer.writeCapacityUnits(writes);
    }
    if (wanted == ReturnConsumedCapacity.INDEXES) {
      answer.table(units(ofTable));
      Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> local =
          ofKind(IndexRow.Kind.LOCAL);
      Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> global =
          ofKind(IndexRow.Kind.GLOBAL);
      if (!local.isEmpty()) {
        answer.localSecondaryIndexes(local);
      }
      if (!global.isEmpty()) {
        answer.globalSecondaryIndexes(global);
      }
    }
    return Optional.of(answer.build());
  }

  private Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> ofKind(
      IndexRow.Kind kind) {
    Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> some =
        new LinkedHashMap<>();
    ofIndexes.forEach((name, units) -> {
      if (table.row().index(name).filter(index -> index.kind() == kind).isPresent()) {
        some.put(name, units(units));
      }
    });
    return some;
  }

  private static software.amazon.awssdk.services.dynamodb.model.Capacity units(double units) {
    return software.amazon.awssdk.services.dynamodb.model.Capacity.builder()
        .capacityUnits(units)
        .build();
  }
}
