package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.Legacy;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.table.Keys;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** BatchGetItem. Thread-safe. */
final class BatchReads {
  private static final int MOST = 100;
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  private final Tables tables;
  private final Expressions expressions;
  private final Throttle throttle;

  BatchReads(Tables tables, Expressions expressions, Throttle throttle) {
    this.tables = tables;
    this.expressions = expressions;
    this.throttle = throttle;
  }

  /** What is wanted of one table. */
  private record Wanted(
      String name,
      OpenTable table,
      List<Item> keyItems,
      List<Bytes> keys,
      Optional<Projection> projection,
      KeysAndAttributes request) {}

  BatchGetItemResponse get(CallContext context, BatchGetItemRequest request) {
    int count =
        request.requestItems().values().stream().mapToInt(wanted -> wanted.keys().size()).sum();
    if (count > MOST) {
      throw Errors.validation("Too many items requested for the BatchGetItem call");
    }
    List<Wanted> all = new ArrayList<>();
    request.requestItems().forEach((name, wanted) -> all.add(wanted(context, name, wanted)));
    Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
    Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
    List<ConsumedCapacity> consumed = new ArrayList<>();
    long bytes = 0;
    for (Wanted wanted : all) {
      throttle.admitRead(wanted.table);
      Capacity capacity = new Capacity(wanted.table);
      List<Map<String, AttributeValue>> items = new ArrayList<>();
      List<Map<String, AttributeValue>> left = new ArrayList<>();
      List<Optional<Bytes>> stored = read(wanted);
      for (int i = 0; i < stored.size(); i++) {
        Optional<StoredItem> item = stored.get(i).map(StoredItem::decode);
        if (bytes >= MOST_BYTES) {
          left.add(AttributeValues.wire(wanted.keyItems.get(i)));
          continue;
        }
        int size = item.map(StoredItem::size).orElse(0);
        bytes += size;
        capacity.addRead(Capacity.read(size, Boolean.TRUE.equals(wanted.request.consistentRead())));
        item.ifPresent(there -> items.add(AttributeValues.wire(part(wanted, there.item()))));
      }
      responses.put(wanted.name, items);
      if (!left.isEmpty()) {
        unprocessed.put(wanted.name, wanted.request.toBuilder().keys(left).build());
      }
      throttle.read(wanted.table, capacity);
      capacity.wire(request.returnConsumedCapacity()).ifPresent(consumed::add);
    }
    BatchGetItemResponse.Builder answer =
        BatchGetItemResponse.builder().responses(responses).unprocessedKeys(unprocessed);
    if (!consumed.isEmpty()) {
      answer.consumedCapacity(consumed);
    }
    return answer.build();
  }

  private static Item part(Wanted wanted, Item item) {
    return wanted.projection.isPresent() ? wanted.projection.get().of(item) : item;
  }

  private static List<Optional<Bytes>> read(Wanted wanted) {
    return wanted.table.database().read(wanted.keys.stream().map(wanted.table::itemKey).toList());
  }

  private Wanted wanted(CallContext context, String name, KeysAndAttributes wanted) {
    Parameters.Bound bound =
        new Parameters()
            .expression("ProjectionExpression", wanted.projectionExpression())
            .older("AttributesToGet", wanted.hasAttributesToGet())
            .bind(
                expressions,
                wanted.hasExpressionAttributeNames(),
                wanted.expressionAttributeNames(),
                false,
                Map.of());
    List<Item> keyItems = wanted.keys().stream().map(AttributeValues::item).toList();
    Optional<Projection> projection =
        bound
            .projection(wanted.projectionExpression())
            .or(() -> Legacy.attributesToGet(wanted.attributesToGet()));
    bound.bindings().checkAllUsed();
    if (new HashSet<>(keyItems).size() < keyItems.size()) {
      throw duplicates();
    }
    OpenTable table = tables.open(context.place(), name);
    KeyPaths.check(table, projection);
    List<Bytes> keys = keyItems.stream().map(key -> Keys.ofKey(table.row().keys(), key)).toList();
    Set<Bytes> distinct = new HashSet<>(keys);
    if (distinct.size() < keys.size()) {
      throw duplicates();
    }
    return new Wanted(name, table, keyItems, keys, projection, wanted);
  }

  static RuntimeException duplicates() {
    return Errors.validation("Provided list of item keys contains duplicates");
  }
}
