package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.KeyCondition;
import dev.forebay.dynamodb.expression.KeyConditions;
import dev.forebay.dynamodb.expression.Legacy;
import dev.forebay.dynamodb.expression.NamedAttributes;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Query. Thread-safe. */
final class QueryOperations {
  private final Tables tables;
  private final Expressions expressions;
  private final Throttle throttle;

  QueryOperations(Tables tables, Expressions expressions, Throttle throttle) {
    this.tables = tables;
    this.expressions = expressions;
    this.throttle = throttle;
  }

  QueryResponse query(CallContext context, QueryRequest request) {
    Parameters.Bound bound = bind(request);
    Optional<Item> start =
        request.hasExclusiveStartKey()
            ? Optional.of(AttributeValues.item(request.exclusiveStartKey()))
            : Optional.empty();
    Optional<Projection> projection =
        bound
            .projection(request.projectionExpression())
            .or(() -> Legacy.attributesToGet(request.attributesToGet()));
    SelectRules.check(
        request.select(),
        request.projectionExpression() != null
            ? "ProjectionExpression"
            : request.hasAttributesToGet() ? "AttributesToGet" : "",
        request.indexName() != null);
    Condition filter =
        bound
            .condition("FilterExpression", request.filterExpression())
            .orElseGet(() -> Legacy.filter(request.queryFilter(), request.conditionalOperator()));
    Optional<Condition> keyExpression =
        bound.condition("KeyConditionExpression", request.keyConditionExpression());
    bound.bindings().checkAllUsed();
    if (keyExpression.isEmpty() && !request.hasKeyConditions()) {
      throw Errors.validation(
          "Either the KeyConditions or KeyConditionExpression parameter must be specified in the"
              + " request.");
    }
    OpenTable table = tables.open(context.place(), request.tableName());
    Optional<IndexRow> index = Optional.ofNullable(request.indexName()).map(table::index);
    KeyPaths.check(table, filter);
    KeyPaths.check(table, projection);
    SelectRules.checkConsistency(index, request.consistentRead());
    SelectRules.checkReady(index);
    KeySchema keys = index.map(IndexRow::keys).orElse(table.row().keys());
    KeyCondition condition =
        keyExpression.isPresent()
            ? KeyConditions.of(keyExpression.get(), keys)
            : Legacy.keyConditions(request.keyConditions(), keys);
    checkFilter(request, filter, keys);
    boolean whole = SelectRules.wantsWhole(table, index, request.select(), projection, filter);
    KeyRange range = KeyRange.of(condition, index.isPresent());
    boolean forwards = !Boolean.FALSE.equals(request.scanIndexForward());
    if (start.isPresent()) {
      range = range(range, table, index, start.get(), forwards);
    }
    throttle.admitRead(table);
    int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
    Page page =
        new PageReader(new Selection(table, index, whole, filter, projection, forwards, limit))
            .read(range);
    return answer(request, table, index, page);
  }

  private Parameters.Bound bind(QueryRequest request) {
    return new Parameters()
        .expression("ProjectionExpression", request.projectionExpression())
        .expression("FilterExpression", request.filterExpression())
        .expression("KeyConditionExpression", request.keyConditionExpression())
        .older("AttributesToGet", request.hasAttributesToGet())
        .older("QueryFilter", request.hasQueryFilter())
        .older("ConditionalOperator", request.conditionalOperator() != null)
        .older("KeyConditions", request.hasKeyConditions())
        .bind(
            expressions,
            request.hasExpressionAttributeNames(),
            request.expressionAttributeNames(),
            request.hasExpressionAttributeValues(),
            request.expressionAttributeValues());
  }

  private static KeyRange range(
      KeyRange range, OpenTable table, Optional<IndexRow> index, Item start, boolean forwards) {
    Bytes key = StartKey.of(table, index, start);
    if (!range.has(key)) {
      throw Errors.validation(
          "The provided starting key is outside query boundaries based on provided conditions");
    }
    return range.behind(key, forwards);
  }

  private static void checkFilter(QueryRequest request, Condition filter, KeySchema keys) {
    for (String name : NamedAttributes.of(filter)) {
      if (keys.has(name)) {
        throw Errors.validation(
            (request.filterExpression() == null ? "QueryFilter" : "Filter Expression")
                + " can only contain non-primary key attributes: Primary key attribute: "
                + name);
      }
    }
  }

  private QueryResponse answer(
      QueryRequest request, OpenTable table, Optional<IndexRow> index, Page page) {
    Capacity capacity = ReadCharge.of(table, index, page, request.consistentRead());
    throttle.read(table, capacity);
    QueryResponse.Builder answer =
        QueryResponse.builder().count(page.items().size()).scannedCount(page.scanned());
    if (request.select() != Select.COUNT) {
      answer.items(page.items().stream().map(AttributeValues::wire).toList());
    }
    page.last().ifPresent(key -> answer.lastEvaluatedKey(AttributeValues.wire(key)));
    capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
    return answer.build();
  }
}
