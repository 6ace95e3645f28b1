package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.table.OpenTable;
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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * BatchWriteItem: the writes of each database are one change, so that there is nothing that was not
 * processed. Thread-safe.
 */
final class BatchWrites {
  private static final int MOST = 25;

  private final Tables tables;
  private final ItemChanges changes;
  private final Throttle throttle;

  BatchWrites(Tables tables, ItemChanges changes, Throttle throttle) {
    this.tables = tables;
    this.changes = changes;
    this.throttle = throttle;
  }

  BatchWriteItemResponse write(CallContext context, BatchWriteItemRequest request) {
    int count = request.requestItems().values().stream().mapToInt(List::size).sum();
    if (count > MOST) {
      throw Errors.validation("Too many items requested for the BatchWriteItem call");
    }
    Map<String, List<Item>> items = new LinkedHashMap<>();
    request.requestItems().forEach((name, writes) -> items.put(name, items(writes)));
    Map<String, List<ItemWrite>> all = new LinkedHashMap<>();
    request
        .requestItems()
        .forEach((name, writes) ->
            all.put(name, writes(context, name, writes, items.getOrDefault(name, List.of()))));
    Map<String, List<ItemCollectionMetrics>> collections = new LinkedHashMap<>();
    List<ConsumedCapacity> consumed = new ArrayList<>();
    all.forEach((name, writes) -> {
      OpenTable table = writes.getFirst().table();
      throttle.admitWrite(table);
      List<Written> written =
          table
              .database()
              .change(batch -> writes.stream().map(each -> changes.in(batch, each, null)).toList());
      Capacity capacity = new Capacity(table);
      for (Written each : written) {
        WriteAnswers.charge(capacity, each, 1);
        WriteAnswers.collection(request.returnItemCollectionMetrics(), each)
            .ifPresent(
                metrics -> collections.computeIfAbsent(name, _ -> new ArrayList<>()).add(metrics));
      }
      throttle.wrote(table, capacity);
      capacity.wire(request.returnConsumedCapacity()).ifPresent(consumed::add);
    });
    BatchWriteItemResponse.Builder answer =
        BatchWriteItemResponse.builder().unprocessedItems(Map.of());
    if (!collections.isEmpty()) {
      answer.itemCollectionMetrics(collections);
    }
    if (!consumed.isEmpty()) {
      answer.consumedCapacity(consumed);
    }
    return answer.build();
  }

  private static List<Item> items(List<WriteRequest> writes) {
    List<Item> items = new ArrayList<>();
    for (@Nullable WriteRequest write : writes) {
      boolean puts = write != null && write.putRequest() != null;
      boolean deletes = write != null && write.deleteRequest() != null;
      if (write == null || puts == deletes) {
        throw Errors.validation(
            "Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest");
      }
      if (puts) {
        Item item = AttributeValues.item(write.putRequest().item());
        WriteForms.checkSize(item);
        items.add(item);
      } else {
        items.add(AttributeValues.item(write.deleteRequest().key()));
      }
    }
    return items;
  }

  private List<ItemWrite> writes(
      CallContext context, String name, List<WriteRequest> requests, List<Item> items) {
    OpenTable table = tables.open(context.place(), name);
    List<ItemWrite> writes = new ArrayList<>();
    Set<Bytes> keys = new HashSet<>();
    for (int i = 0; i < requests.size(); i++) {
      ItemWrite write =
          Optional.ofNullable(requests.get(i).putRequest()).isPresent()
              ? WriteForms.put(table, items.get(i), Condition.ALWAYS)
              : WriteForms.delete(table, items.get(i), Condition.ALWAYS);
      if (!keys.add(write.key())) {
        throw BatchReads.duplicates();
      }
      writes.add(write);
    }
    return writes;
  }
}
