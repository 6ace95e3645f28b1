package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.table.Keys;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;

/** TransactGetItems: all items as of one moment. Thread-safe. */
final class TransactionReads {
  private final Tables tables;
  private final Expressions expressions;
  private final Throttle throttle;

  TransactionReads(Tables tables, Expressions expressions, Throttle throttle) {
    this.tables = tables;
    this.expressions = expressions;
    this.throttle = throttle;
  }

  private record Wanted(String name, Item key, Optional<Projection> projection) {}

  TransactGetItemsResponse get(CallContext context, TransactGetItemsRequest request) {
    List<Wanted> wanted = request.transactItems().stream().map(this::wanted).toList();
    List<OpenTable> opened =
        wanted.stream().map(each -> tables.open(context.place(), each.name)).toList();
    for (int i = 0; i < wanted.size(); i++) {
      KeyPaths.check(opened.get(i), wanted.get(i).projection);
    }
    List<RowKey> keys = keys(wanted, opened);
    Set<Object> distinct = new HashSet<>(keys);
    if (distinct.size() < keys.size()) {
      throw TransactionWrites.sameItem();
    }
    Database database = opened.getFirst().database();
    if (opened.stream().anyMatch(table -> table.database() != database)) {
      throw Errors.validation("Transactions across accounts are not supported");
    }
    opened.forEach(throttle::admitRead);
    List<Optional<Bytes>> stored = database.read(keys);
    Map<String, Capacity> capacities = new LinkedHashMap<>();
    List<ItemResponse> responses = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      OpenTable table = opened.get(i);
      Optional<Projection> projection = wanted.get(i).projection;
      Optional<StoredItem> item = stored.get(i).map(StoredItem::decode);
      capacities
          .computeIfAbsent(table.row().name(), _ -> new Capacity(table))
          .addRead(2 * Capacity.read(item.map(StoredItem::size).orElse(0), true));
      ItemResponse.Builder response = ItemResponse.builder();
      item.map(StoredItem::item)
          .map(there -> projection.isPresent() ? projection.get().of(there) : there)
          .ifPresent(there -> response.item(AttributeValues.wire(there)));
      responses.add(response.build());
    }
    List<ConsumedCapacity> consumed = new ArrayList<>();
    capacities
        .values()
        .forEach(capacity ->
            capacity.wire(request.returnConsumedCapacity(), true).ifPresent(consumed::add));
    TransactGetItemsResponse.Builder answer =
        TransactGetItemsResponse.builder().responses(responses);
    if (!consumed.isEmpty()) {
      answer.consumedCapacity(consumed);
    }
    return answer.build();
  }

  private static List<RowKey> keys(List<Wanted> wanted, List<OpenTable> opened) {
    Cancellation cancellation = new Cancellation();
    List<RowKey> keys = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      OpenTable table = opened.get(i);
      try {
        keys.add(table.itemKey(Keys.ofKey(table.row().keys(), wanted.get(i).key)));
        cancellation.none();
      } catch (AwsException e) {
        cancellation.because(e);
      }
    }
    cancellation.check();
    return keys;
  }

  private Wanted wanted(TransactGetItem item) {
    Get get = item.get();
    Parameters.Bound bound =
        new Parameters()
            .expression("ProjectionExpression", get.projectionExpression())
            .bind(
                expressions,
                get.hasExpressionAttributeNames(),
                get.expressionAttributeNames(),
                false,
                Map.of());
    Item key = AttributeValues.item(get.key());
    Optional<Projection> projection = bound.projection(get.projectionExpression());
    bound.bindings().checkAllUsed();
    return new Wanted(get.tableName(), key, projection);
  }
}
