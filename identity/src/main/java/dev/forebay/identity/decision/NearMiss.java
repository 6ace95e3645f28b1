package dev.forebay.identity.decision;

import dev.forebay.identity.policy.Effect;
import dev.forebay.identity.policy.Miss;
import dev.forebay.identity.policy.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A statement that would have helped a request to be allowed, but for what it misses. Immutable.
 *
 * @param type the part of its policy
 * @param policy its policy
 * @param statement the statement, which allows the action of the request
 * @param misses why it did not apply, at least one thing
 */
public record NearMiss(
    PolicyType type, NamedPolicy policy, Statement statement, List<Miss> misses) {
  private static final int MOST = 10;

  /** Copies the list. */
  public NearMiss {
    misses = List.copyOf(misses);
  }

  /**
   * The statements that nearly did what was missing, the nearest first, ten at the most.
   *
   * @param missing the types of policy that did not allow it
   */
  static List<NearMiss> of(Question question, List<PolicyType> missing) {
    Set<PolicyType> types = EnumSet.copyOf(missing);
    // Within an account the resource's policy alone is enough as well.
    if (missing.contains(PolicyType.IDENTITY)) {
      types.add(PolicyType.RESOURCE);
    }
    List<NearMiss> found = new ArrayList<>();
    for (Question.Asked asked : question.policies()) {
      if (types.contains(asked.type())) {
        addOf(question, asked, found);
      }
    }
    found.sort(Comparator.comparingInt(NearMiss::distance));
    return found.stream().limit(MOST).toList();
  }

  private static void addOf(Question question, Question.Asked asked, List<NearMiss> found) {
    for (Statement statement : asked.policy().document().statements()) {
      if (statement.effect() != Effect.ALLOW) {
        continue;
      }
      List<Miss> misses = statement.misses(question.request());
      if (misses.isEmpty()) {
        misses = List.of(new Miss.AccountOnly());
      }
      if (misses.stream().noneMatch(Miss.OtherAction.class::isInstance)) {
        found.add(new NearMiss(asked.type(), asked.policy(), statement, misses));
      }
    }
  }

  // A statement for another resource is often just that, and not meant for this one.
  private int distance() {
    int distance = 0;
    for (Miss miss : misses) {
      distance += miss instanceof Miss.OtherResource ? 10 : 1;
    }
    return distance;
  }
}
