package dev.forebay.dynamodb.partiql;

import dev.forebay.dynamodb.expression.BetweenBounds;
import dev.forebay.dynamodb.expression.Comparator;
import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.DocumentPath;
import dev.forebay.dynamodb.expression.Operand;
import dev.forebay.dynamodb.expression.PathOverlap;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.expression.Term;
import dev.forebay.dynamodb.expression.Update;
import dev.forebay.dynamodb.partiql.Statement.Returning;
import dev.forebay.dynamodb.partiql.Token.Kind;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a statement. Confined to one thread. */
public final class Parser {
  private static final Set<String> COMPARATORS = Set.of("=", "<>", "!=", "<", "<=", ">", ">=");

  private final Cursor cursor;
  private final Values values;

  private Parser(String text, List<Value> parameters) {
    this.cursor = new Cursor(Lexer.tokens(text));
    this.values = new Values(cursor, parameters);
  }

  /**
   * The statement of a text.
   *
   * @param parameters for its question marks, in their order
   * @throws dev.forebay.wire.AwsException 400 when it is none
   */
  public static Statement parse(String text, List<Value> parameters) {
    Parser parser = new Parser(text, parameters);
    Statement statement = parser.statement();
    parser.cursor.takeSign(";");
    parser.cursor.expectEnd();
    if (!parser.values.allUsed()) {
      throw Errors.validation("Number of parameters in request and statement don't match.");
    }
    return statement;
  }

  private Statement statement() {
    if (cursor.takeWord("SELECT")) {
      return select(false);
    }
    if (cursor.takeWord("EXISTS")) {
      cursor.expectSign("(");
      cursor.expectWord("SELECT");
      Statement select = select(true);
      cursor.expectSign(")");
      return select;
    }
    if (cursor.takeWord("INSERT")) {
      cursor.expectWord("INTO");
      String table = cursor.name();
      cursor.expectWord("VALUE");
      if (values.value() instanceof Value.M(var members)) {
        return new Statement.Insert(table, new Item(members));
      }
      throw Lexer.wrong("Unsupported operation: the value to insert is not a tuple");
    }
    if (cursor.takeWord("UPDATE")) {
      return update();
    }
    if (cursor.takeWord("DELETE")) {
      cursor.expectWord("FROM");
      String table = cursor.name();
      cursor.expectWord("WHERE");
      return new Statement.Delete(table, or(), returning());
    }
    throw cursor.unexpected();
  }

  private static void refuse(Optional<String> fault) {
    fault.ifPresent(message -> {
      throw Errors.validation(message);
    });
  }

  private Statement.Select select(boolean exists) {
    Optional<Projection> projection = Optional.empty();
    if (!cursor.takeSign("*")) {
      List<DocumentPath> paths = new ArrayList<>();
      do {
        paths.add(path());
      } while (cursor.takeSign(","));
      projection = Optional.of(new Projection(paths));
    }
    cursor.expectWord("FROM");
    String table = cursor.name();
    Optional<String> index = cursor.takeSign(".") ? Optional.of(cursor.name()) : Optional.empty();
    Condition where = cursor.takeWord("WHERE") ? or() : Condition.ALWAYS;
    boolean descending = false;
    if (cursor.takeWord("ORDER")) {
      cursor.expectWord("BY");
      do {
        path();
        descending = cursor.takeWord("DESC");
        if (!descending) {
          cursor.takeWord("ASC");
        }
      } while (cursor.takeSign(","));
    }
    return new Statement.Select(table, index, projection, where, descending, exists);
  }

  private Statement.Change update() {
    String table = cursor.name();
    List<Update.Action> actions = new ArrayList<>();
    while (true) {
      if (cursor.takeWord("SET")) {
        do {
          DocumentPath path = path();
          cursor.expectSign("=");
          actions.add(set(path));
        } while (cursor.takeSign(","));
      } else if (cursor.takeWord("REMOVE")) {
        do {
          actions.add(new Update.Remove(path()));
        } while (cursor.takeSign(","));
      } else {
        break;
      }
    }
    if (actions.isEmpty()) {
      throw cursor.unexpected();
    }
    cursor.expectWord("WHERE");
    refuse(PathOverlap.fault(actions.reversed().stream().map(Update.Action::path).toList()));
    return new Statement.Change(table, new Update(actions), or(), returning());
  }

  private Update.Action set(DocumentPath path) {
    if (cursor.peek().isWord("set_add") || cursor.peek().isWord("set_delete")) {
      boolean adds = cursor.take().isWord("set_add");
      cursor.expectSign("(");
      path();
      cursor.expectSign(",");
      Value value = values.value();
      cursor.expectSign(")");
      return adds ? new Update.Add(path, value) : new Update.Delete(path, value);
    }
    Term left = term();
    if (cursor.takeSign("+")) {
      return new Update.Put(path, new Term.Sum(left, term()));
    }
    return cursor.takeSign("-")
        ? new Update.Put(path, new Term.Difference(left, term()))
        : new Update.Put(path, left);
  }

  private Term term() {
    if (cursor.peek().isWord("list_append") || cursor.peek().isWord("if_not_exists")) {
      boolean appends = cursor.take().isWord("list_append");
      cursor.expectSign("(");
      Term first = term();
      cursor.expectSign(",");
      Term second = term();
      cursor.expectSign(")");
      if (appends) {
        return new Term.ListAppend(first, second);
      }
      if (first instanceof Term.At(DocumentPath path)) {
        return new Term.IfNotExists(path, second);
      }
      throw Lexer.wrong("if_not_exists requires a document path");
    }
    return values.isNext() ? new Term.Literal(values.value()) : new Term.At(path());
  }

  private Returning returning() {
    if (!cursor.takeWord("RETURNING")) {
      return Returning.NOTHING;
    }
    boolean all = cursor.takeWord("ALL");
    if (!all) {
      cursor.expectWord("MODIFIED");
    }
    boolean old = cursor.takeWord("OLD");
    if (!old) {
      cursor.expectWord("NEW");
    }
    cursor.expectSign("*");
    return all
        ? old ? Returning.ALL_OLD : Returning.ALL_NEW
        : old ? Returning.MODIFIED_OLD : Returning.MODIFIED_NEW;
  }

  private Condition or() {
    List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(and());
    } while (cursor.takeWord("OR"));
    return conditions.size() == 1 ? conditions.getFirst() : new Condition.Or(conditions);
  }

  private Condition and() {
    List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(not());
    } while (cursor.takeWord("AND"));
    return conditions.size() == 1 ? conditions.getFirst() : new Condition.And(conditions);
  }

  private Condition not() {
    if (cursor.takeWord("NOT")) {
      return new Condition.Not(not());
    }
    if (cursor.takeSign("(")) {
      Condition inner = or();
      cursor.expectSign(")");
      return inner;
    }
    return primary();
  }

  private Condition primary() {
    if (cursor.isCall("begins_with") || cursor.isCall("contains")) {
      boolean begins = cursor.take().isWord("begins_with");
      cursor.expectSign("(");
      Operand first = operand();
      cursor.expectSign(",");
      Operand second = operand();
      cursor.expectSign(")");
      return begins
          ? new Condition.BeginsWith(first, second)
          : new Condition.Contains(first, second);
    }
    if (cursor.isCall("attribute_type")) {
      return attributeType();
    }
    Operand operand = operand();
    Token next = cursor.peek();
    if (next.kind() == Kind.SIGN && COMPARATORS.contains(next.text())) {
      cursor.take();
      return new Condition.Compare(
          Comparator.of(next.text().equals("!=") ? "<>" : next.text()), operand, operand());
    }
    if (cursor.takeWord("BETWEEN")) {
      Operand low = operand();
      cursor.expectWord("AND");
      Operand high = operand();
      refuse(BetweenBounds.fault(low, high));
      return new Condition.Between(operand, low, high);
    }
    if (cursor.takeWord("IN")) {
      return new Condition.In(operand, elements());
    }
    cursor.expectWord("IS");
    boolean negated = cursor.takeWord("NOT");
    Condition condition =
        cursor.takeWord("MISSING")
            ? new Condition.Not(new Condition.Exists(operand))
            : ofNull(operand);
    return negated ? new Condition.Not(condition) : condition;
  }

  private Condition ofNull(Operand operand) {
    cursor.expectWord("NULL");
    return new Condition.OfType(operand, "NULL");
  }

  private Condition attributeType() {
    cursor.take();
    cursor.expectSign("(");
    Operand operand = operand();
    cursor.expectSign(",");
    if (!(values.value() instanceof Value.S(String type))) {
      throw Lexer.wrong("attribute_type requires the name of a type");
    }
    cursor.expectSign(")");
    return new Condition.OfType(operand, type);
  }

  private List<Operand> elements() {
    boolean square = cursor.takeSign("[");
    if (!square) {
      cursor.expectSign("(");
    }
    List<Operand> elements = new ArrayList<>();
    do {
      elements.add(operand());
    } while (cursor.takeSign(","));
    cursor.expectSign(square ? "]" : ")");
    return elements;
  }

  private Operand operand() {
    if (cursor.isCall("size")) {
      cursor.take();
      cursor.expectSign("(");
      Operand inner = operand();
      cursor.expectSign(")");
      return new Operand.Size(inner);
    }
    return values.isNext() ? new Operand.Literal(values.value()) : new Operand.At(path());
  }

  private DocumentPath path() {
    String attribute = cursor.name();
    List<DocumentPath.Step> steps = new ArrayList<>();
    while (true) {
      if (cursor.takeSign(".")) {
        steps.add(new DocumentPath.Member(cursor.name()));
      } else if (cursor.takeSign("[")) {
        steps.add(new DocumentPath.Element(cursor.index()));
        cursor.expectSign("]");
      } else {
        return new DocumentPath(attribute, steps);
      }
    }
  }
}
