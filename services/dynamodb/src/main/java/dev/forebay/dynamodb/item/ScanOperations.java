package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.Legacy;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Scan, also in segments. Thread-safe. */
final class ScanOperations {
  private final Tables tables;
  private final Expressions expressions;
  private final Throttle throttle;

  ScanOperations(Tables tables, Expressions expressions, Throttle throttle) {
    this.tables = tables;
    this.expressions = expressions;
    this.throttle = throttle;
  }

  ScanResponse scan(CallContext context, ScanRequest request) {
    Parameters.Bound bound = bind(request);
    Optional<Item> start =
        request.hasExclusiveStartKey()
            ? Optional.of(AttributeValues.item(request.exclusiveStartKey()))
            : Optional.empty();
    checkSegment(request);
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
            .orElseGet(() -> Legacy.filter(request.scanFilter(), request.conditionalOperator()));
    bound.bindings().checkAllUsed();
    OpenTable table = tables.open(context.place(), request.tableName());
    Optional<IndexRow> index = Optional.ofNullable(request.indexName()).map(table::index);
    KeyPaths.check(table, filter);
    KeyPaths.check(table, projection);
    SelectRules.checkConsistency(index, request.consistentRead());
    SelectRules.checkReady(index);
    // A scan's filter may name what the index lacks.
    boolean whole =
        SelectRules.wantsWhole(table, index, request.select(), projection, Condition.ALWAYS);
    KeyRange range =
        request.totalSegments() == null
            ? KeyRange.all()
            : KeyRange.segment(request.segment(), request.totalSegments());
    if (start.isPresent()) {
      Bytes key = StartKey.of(table, index, start.get());
      if (!range.has(key)) {
        throw Errors.validation(
            "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use"
                + " ExclusiveStartKey with correct Segment. TotalSegments: "
                + request.totalSegments()
                + " Segment: "
                + request.segment());
      }
      range = range.behind(key, true);
    }
    throttle.admitRead(table);
    int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
    Page page =
        new PageReader(new Selection(table, index, whole, filter, projection, true, limit))
            .read(range);
    return answer(request, table, index, page);
  }

  private Parameters.Bound bind(ScanRequest request) {
    return new Parameters()
        .expression("ProjectionExpression", request.projectionExpression())
        .expression("FilterExpression", request.filterExpression())
        .older("AttributesToGet", request.hasAttributesToGet())
        .older("ScanFilter", request.hasScanFilter())
        .older("ConditionalOperator", request.conditionalOperator() != null)
        .bind(
            expressions,
            request.hasExpressionAttributeNames(),
            request.expressionAttributeNames(),
            request.hasExpressionAttributeValues(),
            request.expressionAttributeValues());
  }

  private static void checkSegment(ScanRequest request) {
    if (request.totalSegments() == null && request.segment() != null) {
      throw Errors.validation(
          "The TotalSegments parameter is required but was not present in the request when Segment"
              + " parameter is present");
    }
    if (request.totalSegments() == null) {
      return;
    }
    if (request.segment() == null) {
      throw Errors.validation(
          "The Segment parameter is required but was not present in the request when parameter"
              + " TotalSegments is present");
    }
    if (request.segment() >= request.totalSegments()) {
      throw Errors.validation(
          "The Segment parameter is zero-based and must be less than parameter TotalSegments:"
              + " Segment: "
              + request.segment()
              + " is not less than TotalSegments: "
              + request.totalSegments());
    }
  }

  private ScanResponse answer(
      ScanRequest request, OpenTable table, Optional<IndexRow> index, Page page) {
    Capacity capacity = ReadCharge.of(table, index, page, request.consistentRead());
    throttle.read(table, capacity);
    ScanResponse.Builder answer =
        ScanResponse.builder().count(page.items().size()).scannedCount(page.scanned());
    if (request.select() != Select.COUNT) {
      answer.items(page.items().stream().map(AttributeValues::wire).toList());
    }
    page.last().ifPresent(key -> answer.lastEvaluatedKey(AttributeValues.wire(key)));
    capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
    return answer.build();
  }
}
