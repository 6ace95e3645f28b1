package dev.forebay.function.definition;

/**
 * Told of changes after they are durable, on the thread that made them, before its caller gets the
 * answer. Two changes made at once may be told in either order, so a listener looks up what is
 * there now. Must be quick and must not throw.
 */
@FunctionalInterface
public interface FunctionListener {
  /** Something became of a function. */
  void changed(FunctionChange change);
}
