package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.Update;
import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeyBytes;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/** TransactWriteItems: one change for all. Thread-safe. */
final class TransactionWrites {
  private static final int FACTOR = 2;

  private final Tables tables;
  private final Expressions expressions;
  private final ItemChanges changes;
  private final Throttle throttle;
  private final Tokens tokens;

  TransactionWrites(
      Tables tables,
      Expressions expressions,
      ItemChanges changes,
      Throttle throttle,
      Tokens tokens) {
    this.tables = tables;
    this.expressions = expressions;
    this.changes = changes;
    this.throttle = throttle;
    this.tokens = tokens;
  }

  /**
   * A part of a transaction, as far as it can be known without its table.
   *
   * @param name the table's name
   * @param form makes the write, once the table is there
   * @param onFailure what the refusal shows
   * @param refusal puts a refusal into the words of whoever asked
   */
  record Part(
      String name,
      Function<OpenTable, ItemWrite> form,
      @Nullable ReturnValuesOnConditionCheckFailure onFailure,
      UnaryOperator<AwsException> refusal) {
    Part(
        String name,
        Function<OpenTable, ItemWrite> form,
        @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
      this(name, form, onFailure, UnaryOperator.identity());
    }
  }

  /** A part that was resolved. */
  private record Resolved(ItemWrite write, Part part) {}

  TransactWriteItemsResponse write(CallContext context, TransactWriteItemsRequest request) {
    List<Part> parts = request.transactItems().stream().map(this::part).toList();
    List<Written> written =
        run(
            context,
            parts,
            Optional.ofNullable(request.clientRequestToken()),
            KeyBytes.hash(request.transactItems().toString().getBytes(StandardCharsets.UTF_8)));
    Map<String, Capacity> capacities = new LinkedHashMap<>();
    Map<String, List<ItemCollectionMetrics>> collections = new LinkedHashMap<>();
    for (Written each : written) {
      String name = each.table().row().name();
      WriteAnswers.charge(
          capacities.computeIfAbsent(name, _ -> new Capacity(each.table())), each, FACTOR);
      WriteAnswers.collection(request.returnItemCollectionMetrics(), each)
          .ifPresent(
              metrics -> collections.computeIfAbsent(name, _ -> new ArrayList<>()).add(metrics));
    }
    List<ConsumedCapacity> consumed = new ArrayList<>();
    capacities
        .values()
        .forEach(capacity ->
            capacity.wire(request.returnConsumedCapacity(), true).ifPresent(consumed::add));
    TransactWriteItemsResponse.Builder answer = TransactWriteItemsResponse.builder();
    if (!consumed.isEmpty()) {
      answer.consumedCapacity(consumed);
    }
    if (!collections.isEmpty()) {
      answer.itemCollectionMetrics(collections);
    }
    return answer.build();
  }

  /**
   * Makes a transaction; returns once it is durable.
   *
   * @param content what tells it from another one with the same token
   * @throws AwsException 400 when a part is refused
   */
  List<Written> run(CallContext context, List<Part> parts, Optional<String> token, byte[] content) {
    List<Resolved> writes = resolve(context, parts);
    checkDistinct(writes);
    Database database = writes.getFirst().write.table().database();
    if (writes.stream().anyMatch(each -> each.write.table().database() != database)) {
      throw Errors.validation("Transactions across accounts are not supported");
    }
    writes.forEach(each -> throttle.admitWrite(each.write.table()));
    return database.change(batch -> {
      if (token.isPresent() && tokens.known(database, batch, token.get(), Bytes.copyOf(content))) {
        return List.of();
      }
      return make(batch, writes);
    });
  }

  private List<Written> make(Batch batch, List<Resolved> writes) {
    Cancellation cancellation = new Cancellation();
    List<Written> written = new ArrayList<>();
    for (Resolved each : writes) {
      try {
        written.add(changes.in(batch, each.write, each.part.onFailure));
        cancellation.none();
      } catch (AwsException e) {
        cancellation.because(each.part.refusal.apply(e));
      }
    }
    cancellation.check();
    return written;
  }

  private List<Resolved> resolve(CallContext context, List<Part> parts) {
    Cancellation cancellation = new Cancellation();
    List<Resolved> writes = new ArrayList<>();
    List<OpenTable> opened =
        parts.stream().map(part -> tables.open(context.place(), part.name)).toList();
    for (int i = 0; i < parts.size(); i++) {
      try {
        writes.add(new Resolved(parts.get(i).form.apply(opened.get(i)), parts.get(i)));
        cancellation.none();
      } catch (AwsException e) {
        cancellation.because(e);
      }
    }
    cancellation.check();
    return writes;
  }

  private static void checkDistinct(List<Resolved> writes) {
    record Place(String table, Bytes key) {}
    Set<Place> places = new HashSet<>();
    for (Resolved each : writes) {
      if (!places.add(new Place(each.write.table().arn(), each.write.key()))) {
        throw sameItem();
      }
    }
  }

  /** The refusal of two operations on one item. */
  static AwsException sameItem() {
    return Errors.validation("Transaction request cannot include multiple operations on one item");
  }

  private Part part(TransactWriteItem item) {
    long there =
        Stream.of(item.put(), item.update(), item.delete(), item.conditionCheck())
            .filter(Objects::nonNull)
            .count();
    if (there != 1) {
      throw Errors.validation("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    if (item.put() != null) {
      return put(item.put());
    }
    if (item.update() != null) {
      return update(item.update());
    }
    return item.delete() != null ? delete(item.delete()) : check(item.conditionCheck());
  }

  private Part put(Put put) {
    Parameters.Bound bound =
        new Parameters()
            .expression("ConditionExpression", put.conditionExpression())
            .bind(
                expressions,
                put.hasExpressionAttributeNames(),
                put.expressionAttributeNames(),
                put.hasExpressionAttributeValues(),
                put.expressionAttributeValues());
    Item item = AttributeValues.item(put.item());
    WriteForms.checkSize(item);
    Condition condition = condition(bound, put.conditionExpression());
    return new Part(
        put.tableName(),
        table -> WriteForms.put(table, item, condition),
        put.returnValuesOnConditionCheckFailure());
  }

  private Part update(software.amazon.awssdk.services.dynamodb.model.Update update) {
    Parameters.Bound bound =
        new Parameters()
            .expression("UpdateExpression", update.updateExpression())
            .expression("ConditionExpression", update.conditionExpression())
            .bind(
                expressions,
                update.hasExpressionAttributeNames(),
                update.expressionAttributeNames(),
                update.hasExpressionAttributeValues(),
                update.expressionAttributeValues());
    Item key = AttributeValues.item(update.key());
    Update actions = bound.binder().update(update.updateExpression());
    Condition condition = condition(bound, update.conditionExpression());
    return new Part(
        update.tableName(),
        table -> WriteForms.update(table, key, actions, condition),
        update.returnValuesOnConditionCheckFailure());
  }

  private Part delete(Delete delete) {
    Parameters.Bound bound =
        new Parameters()
            .expression("ConditionExpression", delete.conditionExpression())
            .bind(
                expressions,
                delete.hasExpressionAttributeNames(),
                delete.expressionAttributeNames(),
                delete.hasExpressionAttributeValues(),
                delete.expressionAttributeValues());
    Item key = AttributeValues.item(delete.key());
    Condition condition = condition(bound, delete.conditionExpression());
    return new Part(
        delete.tableName(),
        table -> WriteForms.delete(table, key, condition),
        delete.returnValuesOnConditionCheckFailure());
  }

  private Part check(ConditionCheck check) {
    Parameters.Bound bound =
        new Parameters()
            .expression("ConditionExpression", check.conditionExpression())
            .bind(
                expressions,
                check.hasExpressionAttributeNames(),
                check.expressionAttributeNames(),
                check.hasExpressionAttributeValues(),
                check.expressionAttributeValues());
    Item key = AttributeValues.item(check.key());
    Condition condition = condition(bound, check.conditionExpression());
    return new Part(
        check.tableName(),
        table -> WriteForms.check(table, key, condition),
        check.returnValuesOnConditionCheckFailure());
  }

  private static Condition condition(Parameters.Bound bound, @Nullable String expression) {
    Condition condition =
        bound.condition("ConditionExpression", expression).orElse(Condition.ALWAYS);
    bound.bindings().checkAllUsed();
    return condition;
  }
}
