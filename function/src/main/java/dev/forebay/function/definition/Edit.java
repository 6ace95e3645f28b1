package dev.forebay.function.definition;

import dev.forebay.function.name.FunctionId;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * A change to one function under way. It always writes the function's row, even where only an alias
 * or a policy changes: that is what puts changes to one function in a row. Confined to one thread.
 */
public final class Edit {
  private final FunctionId id;
  private final Attempt rows;
  private final List<FunctionChange> changes = new ArrayList<>();
  private LambdaFunction function;
  private boolean deleted;

  Edit(FunctionId id, Attempt rows, LambdaFunction function) {
    this.id = id;
    this.rows = rows;
    this.function = function;
  }

  /** The function's name and place. */
  public FunctionId id() {
    return id;
  }

  /** The function as it now stands in this change. */
  public LambdaFunction function() {
    return function;
  }

  /** The rows of the function's account and region. */
  public Attempt rows() {
    return rows;
  }

  /** The function gets this state. */
  public void replace(LambdaFunction other) {
    function = other;
  }

  /** The function's own row goes away. */
  public void delete() {
    deleted = true;
  }

  /** To be told to the listeners once the change is durable. */
  public void announce(FunctionChange change) {
    changes.add(change);
  }

  List<FunctionChange> finish() {
    Key key = Key.of(id.name());
    if (deleted) {
      rows.delete(FunctionTables.FUNCTIONS, key);
    } else {
      rows.put(FunctionTables.FUNCTIONS, key, function);
    }
    return List.copyOf(changes);
  }
}
