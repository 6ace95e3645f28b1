package dev.forebay.wire.tables;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a shape asks of a value, and how AWS says that it does not hold. Immutable, thread-safe. */
sealed interface Rule permits TextRule, NumberRule, ListRule, MapRule, StructureRule, FreeRule {
  /** What stands for a null among a list's elements or a map's values. */
  String NOT_NULL = "Member must not be null";

  /** Reports everything that does not hold of a value that is there. */
  void check(Object value, String path, Violations violations);

  /** Whether the value is broken; asked of scalars, whose list or map reports them as a whole. */
  boolean isBroken(@Nullable Object value);

  /** All that is asked of a scalar, in the order in which AWS lists it. */
  List<String> constraints();

  /** Whether values of the shape are reported by their own path, not by that of their list. */
  default boolean hasOwnPath() {
    return false;
  }

  /** Whether the value must not appear in messages. */
  default boolean sensitive() {
    return false;
  }

  /** The constraints on a member of a list or map, in brackets. */
  default String bracketed() {
    List<String> all = new ArrayList<>(constraints());
    all.add(NOT_NULL);
    return "[" + String.join(", ", all) + "]";
  }
}
