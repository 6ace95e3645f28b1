package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.Legacy;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.expression.Update;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** PutItem, UpdateItem and DeleteItem. Thread-safe. */
final class WriteOperations {
  private static final Set<ReturnValue> OLD = Set.of(ReturnValue.NONE, ReturnValue.ALL_OLD);

  private final Tables tables;
  private final Expressions expressions;
  private final ItemChanges changes;
  private final Throttle throttle;

  WriteOperations(Tables tables, Expressions expressions, ItemChanges changes, Throttle throttle) {
    this.tables = tables;
    this.expressions = expressions;
    this.changes = changes;
    this.throttle = throttle;
  }

  PutItemResponse put(CallContext context, PutItemRequest request) {
    Parameters.Bound bound =
        new Parameters()
            .expression("ConditionExpression", request.conditionExpression())
            .older("Expected", request.hasExpected())
            .older("ConditionalOperator", request.conditionalOperator() != null)
            .bind(
                expressions,
                request.hasExpressionAttributeNames(),
                request.expressionAttributeNames(),
                request.hasExpressionAttributeValues(),
                request.expressionAttributeValues());
    checkReturn(request.returnValues());
    Item item = AttributeValues.item(request.item());
    WriteForms.checkSize(item);
    Condition condition =
        condition(
            bound,
            request.conditionExpression(),
            request.expected(),
            request.conditionalOperator());
    bound.bindings().checkAllUsed();
    OpenTable table = tables.open(context.place(), request.tableName());
    throttle.admitWrite(table);
    ItemWrite.Put put = WriteForms.put(table, item, condition);
    Written written = changes.make(put, request.returnValuesOnConditionCheckFailure());
    Capacity capacity = charged(written);
    PutItemResponse.Builder answer = PutItemResponse.builder();
    if (request.returnValues() == ReturnValue.ALL_OLD) {
      written.before().ifPresent(old -> answer.attributes(AttributeValues.wire(old.item())));
    }
    capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
    WriteAnswers.collection(request.returnItemCollectionMetrics(), written)
        .ifPresent(answer::itemCollectionMetrics);
    return answer.build();
  }

  DeleteItemResponse delete(CallContext context, DeleteItemRequest request) {
    Parameters.Bound bound =
        new Parameters()
            .expression("ConditionExpression", request.conditionExpression())
            .older("Expected", request.hasExpected())
            .older("ConditionalOperator", request.conditionalOperator() != null)
            .bind(
                expressions,
                request.hasExpressionAttributeNames(),
                request.expressionAttributeNames(),
                request.hasExpressionAttributeValues(),
                request.expressionAttributeValues());
    checkReturn(request.returnValues());
    Item key = AttributeValues.item(request.key());
    Condition condition =
        condition(
            bound,
            request.conditionExpression(),
            request.expected(),
            request.conditionalOperator());
    bound.bindings().checkAllUsed();
    OpenTable table = tables.open(context.place(), request.tableName());
    throttle.admitWrite(table);
    ItemWrite.Delete delete = WriteForms.delete(table, key, condition);
    Written written = changes.make(delete, request.returnValuesOnConditionCheckFailure());
    Capacity capacity = charged(written);
    DeleteItemResponse.Builder answer = DeleteItemResponse.builder();
    if (request.returnValues() == ReturnValue.ALL_OLD) {
      written.before().ifPresent(old -> answer.attributes(AttributeValues.wire(old.item())));
    }
    capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
    WriteAnswers.collection(request.returnItemCollectionMetrics(), written)
        .ifPresent(answer::itemCollectionMetrics);
    return answer.build();
  }

  UpdateItemResponse update(CallContext context, UpdateItemRequest request) {
    Parameters.Bound bound =
        new Parameters()
            .expression("UpdateExpression", request.updateExpression())
            .expression("ConditionExpression", request.conditionExpression())
            .older("AttributeUpdates", request.hasAttributeUpdates())
            .older("Expected", request.hasExpected())
            .older("ConditionalOperator", request.conditionalOperator() != null)
            .bind(
                expressions,
                request.hasExpressionAttributeNames(),
                request.expressionAttributeNames(),
                request.hasExpressionAttributeValues(),
                request.expressionAttributeValues());
    Item key = AttributeValues.item(request.key());
    Update update =
        request.updateExpression() != null
            ? bound.binder().update(request.updateExpression())
            : Legacy.updates(request.attributeUpdates());
    Condition condition =
        condition(
            bound,
            request.conditionExpression(),
            request.expected(),
            request.conditionalOperator());
    bound.bindings().checkAllUsed();
    OpenTable table = tables.open(context.place(), request.tableName());
    throttle.admitWrite(table);
    ItemWrite.Update write = WriteForms.update(table, key, update, condition);
    Written written = changes.make(write, request.returnValuesOnConditionCheckFailure());
    Capacity capacity = charged(written);
    UpdateItemResponse.Builder answer = UpdateItemResponse.builder();
    returned(request.returnValues(), update, written)
        .ifPresent(item -> answer.attributes(AttributeValues.wire(item)));
    capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
    WriteAnswers.collection(request.returnItemCollectionMetrics(), written)
        .ifPresent(answer::itemCollectionMetrics);
    return answer.build();
  }

  private static Optional<Item> returned(
      @Nullable ReturnValue wanted, Update update, Written written) {
    Optional<Item> before = written.before().map(StoredItem::item);
    Optional<Item> after = written.after().map(StoredItem::item);
    if (wanted == null) {
      return Optional.empty();
    }
    return switch (wanted) {
      case NONE, UNKNOWN_TO_SDK_VERSION -> Optional.empty();
      case ALL_OLD -> before;
      case ALL_NEW -> after;
      case UPDATED_OLD ->
          before
              .map(item -> new Projection(update.paths()).of(item))
              .filter(item -> !item.isEmpty());
      case UPDATED_NEW ->
          after
              .map(item -> new Projection(update.paths()).of(item))
              .filter(item -> !item.isEmpty());
    };
  }

  private Capacity charged(Written written) {
    Capacity capacity = new Capacity(written.table());
    WriteAnswers.charge(capacity, written, 1);
    throttle.wrote(written.table(), capacity);
    return capacity;
  }

  private static void checkReturn(@Nullable ReturnValue wanted) {
    if (wanted != null && !OLD.contains(wanted)) {
      throw Errors.validation("Return values set to invalid value");
    }
  }

  private static Condition condition(
      Parameters.Bound bound,
      @Nullable String expression,
      Map<String, ExpectedAttributeValue> expected,
      @Nullable ConditionalOperator operator) {
    Legacy.checkOperator(operator, expected.size());
    return bound
        .condition("ConditionExpression", expression)
        .orElseGet(
            () -> expected.isEmpty() ? Condition.ALWAYS : Legacy.expected(expected, operator));
  }
}
