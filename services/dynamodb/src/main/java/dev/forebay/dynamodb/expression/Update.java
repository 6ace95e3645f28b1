package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Numbers;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an update does to an item. Immutable.
 *
 * @param actions on paths that do not overlap
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html">Update
 *     expressions</a>
 */
public record Update(List<Action> actions) {
  /** Changes nothing. */
  public static final Update NONE = new Update(List.of());

  /** Copies the list. */
  public Update {
    actions = List.copyOf(actions);
  }

  /** One thing that is done at one path. */
  public sealed interface Action {
    /** Where. */
    DocumentPath path();
  }

  /** Puts a value there. */
  public record Put(DocumentPath path, Term value) implements Action {}

  /** Takes the value away. */
  public record Remove(DocumentPath path) implements Action {}

  /** Adds to a number or a set. */
  public record Add(DocumentPath path, Value value) implements Action {}

  /** Appends to a list: what ADD of the older AttributeUpdates does. */
  public record Append(DocumentPath path, Value.L value) implements Action {}

  /** Takes elements out of a set. */
  public record Delete(DocumentPath path, Value value) implements Action {}

  /** The paths that it touches. */
  public List<DocumentPath> paths() {
    return actions.stream().map(Action::path).toList();
  }

  /**
   * The item after the update.
   *
   * @throws dev.forebay.wire.AwsException 400 when the item's values do not allow it
   */
  public Item apply(Item before) {
    Draft draft = new Draft(before);
    actions.forEach(action -> draft.checkParent(action.path()));
    List<DocumentPath> removed = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (Action action : actions) {
      switch (action) {
        case Put(DocumentPath path, Term value) -> changes.add(new Change(path, value.of(before)));
        case Add(DocumentPath path, Value value) ->
            changes.add(new Change(path, sum(path.in(before), value)));
        case Append(DocumentPath path, Value.L value) ->
            changes.add(new Change(path, append(path.in(before), value)));
        case Delete(DocumentPath path, Value value) -> {
          Optional<Value> there = path.in(before);
          if (there.isPresent()) {
            without(there.get(), value)
                .ifPresentOrElse(
                    left -> changes.add(new Change(path, left)), () -> removed.add(path));
          }
        }
        case Remove(DocumentPath path) -> removed.add(path);
      }
    }
    // What is set beyond a list's end is appended in the order of the indexes; what is removed goes
    // from the end on, so that no index means another element than it did.
    changes.sort((one, other) -> PathOrder.INDEXES.compare(one.path, other.path));
    changes.forEach(change -> draft.put(change.path, change.value));
    removed.sort(PathOrder.INDEXES.reversed());
    removed.forEach(draft::remove);
    return draft.item();
  }

  private record Change(DocumentPath path, Value value) {}

  private static Value append(Optional<Value> there, Value.L more) {
    if (there.isEmpty()) {
      return more;
    }
    return new Term.ListAppend(new Term.Literal(there.get()), new Term.Literal(more))
        .of(Item.EMPTY);
  }

  private static Value sum(Optional<Value> there, Value more) {
    if (there.isEmpty()) {
      return more;
    }
    return switch (there.get()) {
      case Value.N(BigDecimal one) when more instanceof Value.N(BigDecimal other) ->
          new Value.N(Numbers.check(one.add(other)));
      case Value.SS one when more instanceof Value.SS other ->
          new Value.SS(union(one.elements(), other.elements()));
      case Value.NS one when more instanceof Value.NS other ->
          new Value.NS(union(one.elements(), other.elements()));
      case Value.BS one when more instanceof Value.BS other ->
          new Value.BS(union(one.elements(), other.elements()));
      default -> throw Term.wrongType();
    };
  }

  private static Optional<Value> without(Value there, Value less) {
    return switch (there) {
      case Value.SS one when less instanceof Value.SS other -> {
        Set<String> left = difference(one.elements(), other.elements());
        yield left.isEmpty() ? Optional.empty() : Optional.of(new Value.SS(left));
      }
      case Value.NS one when less instanceof Value.NS other -> {
        Set<BigDecimal> left = difference(one.elements(), other.elements());
        yield left.isEmpty() ? Optional.empty() : Optional.of(new Value.NS(left));
      }
      case Value.BS one when less instanceof Value.BS other -> {
        Set<Bytes> left = difference(one.elements(), other.elements());
        yield left.isEmpty() ? Optional.empty() : Optional.of(new Value.BS(left));
      }
      default -> throw Term.wrongType();
    };
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    Set<T> union = new LinkedHashSet<>(one);
    union.addAll(other);
    return union;
  }

  private static <T> Set<T> difference(Set<T> one, Set<T> other) {
    Set<T> difference = new LinkedHashSet<>(one);
    difference.removeAll(other);
    return difference;
  }
}
