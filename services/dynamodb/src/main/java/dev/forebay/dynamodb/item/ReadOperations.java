package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.Legacy;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.table.Keys;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** GetItem. Thread-safe. */
final class ReadOperations {
  private final Tables tables;
  private final Expressions expressions;
  private final Throttle throttle;

  ReadOperations(Tables tables, Expressions expressions, Throttle throttle) {
    this.tables = tables;
    this.expressions = expressions;
    this.throttle = throttle;
  }

  GetItemResponse get(CallContext context, GetItemRequest request) {
    Parameters.Bound bound =
        new Parameters()
            .expression("ProjectionExpression", request.projectionExpression())
            .older("AttributesToGet", request.hasAttributesToGet())
            .bind(
                expressions,
                request.hasExpressionAttributeNames(),
                request.expressionAttributeNames(),
                false,
                Map.of());
    Item key = AttributeValues.item(request.key());
    Optional<Projection> projection =
        bound
            .projection(request.projectionExpression())
            .or(() -> Legacy.attributesToGet(request.attributesToGet()));
    bound.bindings().checkAllUsed();
    OpenTable table = tables.open(context.place(), request.tableName());
    KeyPaths.check(table, projection);
    Bytes keyBytes = Keys.ofKey(table.row().keys(), key);
    throttle.admitRead(table);
    Optional<StoredItem> stored =
        table.database().read(table.itemKey(keyBytes)).map(StoredItem::decode);
    Capacity capacity = new Capacity(table);
    capacity.addRead(
        Capacity.read(
            stored.map(StoredItem::size).orElse(0), Boolean.TRUE.equals(request.consistentRead())));
    throttle.read(table, capacity);
    GetItemResponse.Builder answer = GetItemResponse.builder();
    if (stored.isPresent()) {
      Item item = stored.get().item();
      answer.item(AttributeValues.wire(projection.isPresent() ? projection.get().of(item) : item));
    }
    capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
    return answer.build();
  }
}
