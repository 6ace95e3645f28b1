package dev.forebay.function.definition;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.name.FunctionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What must hold before a function is changed. */
public final class Conditions {
  private Conditions() {}

  /**
   * Nothing is under way.
   *
   * @throws dev.forebay.wire.AwsException 409 otherwise
   */
  public static void settled(FunctionId id, FunctionVersion latest, Instant now) {
    String begun =
        switch (latest.lifecycle().phase(now)) {
          case SETTLED -> "";
          case CREATING -> "The function is currently in the following state: Pending";
          case UPDATING -> "An update is in progress for resource: " + id.arn();
        };
    if (!begun.isEmpty()) {
      throw Refusals.conflict("The operation cannot be performed at this time. " + begun);
    }
  }

  /**
   * The revision that a request expects, if it does, is the one in force.
   *
   * @param apis the operations that the answer refers the caller to
   * @throws dev.forebay.wire.AwsException 412 otherwise
   */
  public static void revision(@Nullable String expected, String current, String apis) {
    if (expected != null && !expected.isEmpty() && !expected.equals(current)) {
      throw Refusals.staleRevision(apis);
    }
  }
}
