package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.KeyCondition;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.partiql.Parser;
import dev.forebay.dynamodb.partiql.Statement;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.Keys;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.ItemCodec;
import dev.forebay.dynamodb.value.KeyBytes;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;

/** ExecuteStatement, BatchExecuteStatement and ExecuteTransaction. Thread-safe. */
final class StatementOperations {
  private final Tables tables;
  private final ItemChanges changes;
  private final TransactionWrites transactions;
  private final Throttle throttle;

  StatementOperations(
      Tables tables, ItemChanges changes, TransactionWrites transactions, Throttle throttle) {
    this.tables = tables;
    this.changes = changes;
    this.transactions = transactions;
    this.throttle = throttle;
  }

  private static Statement parse(String text, List<AttributeValue> parameters) {
    List<Value> values = parameters.stream().map(AttributeValues::value).toList();
    return Parser.parse(text, values);
  }

  ExecuteStatementResponse execute(CallContext context, ExecuteStatementRequest request) {
    Statement statement = parse(request.statement(), request.parameters());
    OpenTable table = tables.open(context.place(), statement.table());
    ExecuteStatementResponse.Builder answer = ExecuteStatementResponse.builder();
    if (statement instanceof Statement.Select select) {
      if (select.exists()) {
        throw Errors.validation("EXISTS can only be used within a transaction");
      }
      Page page = select(table, select, request.limit(), request.nextToken());
      answer.items(page.items().stream().map(AttributeValues::wire).toList());
      page.last()
          .ifPresent(key -> {
            answer.lastEvaluatedKey(AttributeValues.wire(key));
            answer.nextToken(Base64.getEncoder().encodeToString(ItemCodec.encode(key)));
          });
      Capacity capacity =
          ReadCharge.of(table, index(table, select), page, request.consistentRead());
      throttle.read(table, capacity);
      capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
      return answer.build();
    }
    throttle.admitWrite(table);
    Written written = write(table, statement);
    Capacity capacity = new Capacity(table);
    WriteAnswers.charge(capacity, written, 1);
    throttle.wrote(table, capacity);
    answer.items(
        StatementWrites.returned(statement, written).stream().map(AttributeValues::wire).toList());
    capacity.wire(request.returnConsumedCapacity()).ifPresent(answer::consumedCapacity);
    return answer.build();
  }

  private Written write(OpenTable table, Statement statement) {
    try {
      return changes.make(StatementWrites.of(table, statement), null);
    } catch (AwsException e) {
      throw StatementWrites.refusal(statement, e);
    }
  }

  private static Optional<IndexRow> index(OpenTable table, Statement.Select select) {
    return select.index().map(table::index);
  }

  private Page select(
      OpenTable table,
      Statement.Select select,
      @Nullable Integer limit,
      @Nullable String nextToken) {
    Optional<IndexRow> index = index(table, select);
    SelectRules.checkReady(index);
    KeySchema keys = index.map(IndexRow::keys).orElse(table.row().keys());
    Optional<KeyCondition> condition = StatementKeys.condition(select.where(), keys);
    KeyRange range =
        condition.isPresent() ? KeyRange.of(condition.get(), index.isPresent()) : KeyRange.all();
    boolean forwards = !select.descending();
    if (nextToken != null) {
      range = range.behind(StartKey.of(table, index, start(nextToken)), forwards);
    }
    boolean whole = SelectRules.wantsWhole(table, index, null, select.projection(), select.where());
    throttle.admitRead(table);
    return new PageReader(
            new Selection(
                table,
                index,
                whole,
                select.where(),
                select.projection(),
                forwards,
                limit == null ? Integer.MAX_VALUE : limit))
        .read(range);
  }

  private static Item start(String token) {
    try {
      return ItemCodec.decode(ByteBuffer.wrap(Base64.getDecoder().decode(token)));
    } catch (IllegalArgumentException | IllegalStateException | BufferUnderflowException e) {
      throw Errors.validation("NextToken does not match request");
    }
  }

  BatchExecuteStatementResponse batch(CallContext context, BatchExecuteStatementRequest request) {
    checkDistinct(context, request);
    List<BatchStatementResponse> responses = new ArrayList<>();
    for (BatchStatementRequest each : request.statements()) {
      BatchStatementResponse.Builder response = BatchStatementResponse.builder();
      try {
        Statement statement = parse(each.statement(), each.parameters());
        response.tableName(statement.table());
        item(context, statement).ifPresent(item -> response.item(AttributeValues.wire(item)));
      } catch (AwsException e) {
        response.error(
            BatchStatementError.builder().code(shortCode(e.code())).message(e.text()).build());
      }
      responses.add(response.build());
    }
    return BatchExecuteStatementResponse.builder().responses(responses).build();
  }

  /** Throws 400 when two statements are about one item; what else is wrong is told of each. */
  private void checkDistinct(CallContext context, BatchExecuteStatementRequest request) {
    Set<RowKey> keys = new HashSet<>();
    for (BatchStatementRequest each : request.statements()) {
      each.parameters().forEach(AttributeValues::value);
      Optional<RowKey> key;
      try {
        key = key(context, parse(each.statement(), each.parameters()));
      } catch (AwsException e) {
        key = Optional.empty();
      }
      if (key.isPresent() && !keys.add(key.get())) {
        throw BatchReads.duplicates();
      }
    }
  }

  private Optional<RowKey> key(CallContext context, Statement statement) {
    OpenTable table = tables.open(context.place(), statement.table());
    KeySchema schema = table.row().keys();
    return switch (statement) {
      case Statement.Select(_, Optional<String> index, _, var where, _, _) ->
          index.isPresent()
              ? Optional.empty()
              : Optional.of(table.itemKey(Keys.ofKey(schema, StatementKeys.key(where, schema))));
      case Statement.Insert insert ->
          Optional.of(table.itemKey(Keys.ofItem(schema, insert.item())));
      case Statement.Change change ->
          Optional.of(table.itemKey(Keys.ofKey(schema, StatementKeys.key(change.where(), schema))));
      case Statement.Delete delete ->
          Optional.of(table.itemKey(Keys.ofKey(schema, StatementKeys.key(delete.where(), schema))));
    };
  }

  private static String shortCode(String code) {
    return switch (code) {
      case "ValidationException" -> "ValidationError";
      case "InternalServerError" -> code;
      default -> code.replace("Exception", "");
    };
  }

  /** The one item of a statement in a batch. */
  private Optional<Item> item(CallContext context, Statement statement) {
    OpenTable table = tables.open(context.place(), statement.table());
    if (statement instanceof Statement.Select select) {
      StatementKeys.key(select.where(), table.row().keys());
      return select(table, select, null, null).items().stream().findFirst();
    }
    throttle.admitWrite(table);
    return StatementWrites.returned(statement, write(table, statement));
  }

  ExecuteTransactionResponse transaction(CallContext context, ExecuteTransactionRequest request) {
    List<Statement> statements = new ArrayList<>();
    for (ParameterizedStatement each : request.transactStatements()) {
      statements.add(parse(each.statement(), each.parameters()));
    }
    boolean reads =
        statements.stream().allMatch(each -> each instanceof Statement.Select one && !one.exists());
    if (reads) {
      return ExecuteTransactionResponse.builder().responses(read(context, statements)).build();
    }
    if (statements.stream()
        .anyMatch(each -> each instanceof Statement.Select one && !one.exists())) {
      throw Errors.validation("Transaction statements must be all reads or all writes");
    }
    List<TransactionWrites.Part> parts =
        statements.stream()
            .map(each ->
                new TransactionWrites.Part(
                    each.table(),
                    table -> StatementWrites.of(table, each),
                    null,
                    refusal -> StatementWrites.refusal(each, refusal)))
            .toList();
    List<Written> written =
        transactions.run(
            context,
            parts,
            Optional.ofNullable(request.clientRequestToken()),
            KeyBytes.hash(
                request.transactStatements().toString().getBytes(StandardCharsets.UTF_8)));
    List<ItemResponse> responses = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      responses.add(response(StatementWrites.returned(statements.get(i), written.get(i))));
    }
    return ExecuteTransactionResponse.builder().responses(responses).build();
  }

  private List<ItemResponse> read(CallContext context, List<Statement> statements) {
    List<OpenTable> opened =
        statements.stream().map(each -> tables.open(context.place(), each.table())).toList();
    List<RowKey> keys = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      KeySchema schema = opened.get(i).row().keys();
      Item key = StatementKeys.key(((Statement.Select) statements.get(i)).where(), schema);
      keys.add(opened.get(i).itemKey(Keys.ofKey(schema, key)));
    }
    if (new HashSet<>(keys).size() < keys.size()) {
      throw TransactionWrites.sameItem();
    }
    List<Optional<Bytes>> stored = opened.getFirst().database().read(keys);
    List<ItemResponse> responses = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Statement.Select select = (Statement.Select) statements.get(i);
      Optional<Projection> projection = select.projection();
      responses.add(
          response(
              stored
                  .get(i)
                  .map(bytes -> StoredItem.decode(bytes).item())
                  .filter(select.where()::holds)
                  .map(item -> projection.isPresent() ? projection.get().of(item) : item)));
    }
    return responses;
  }

  private static ItemResponse response(Optional<Item> item) {
    ItemResponse.Builder response = ItemResponse.builder();
    item.ifPresent(there -> response.item(AttributeValues.wire(there)));
    return response.build();
  }
}
