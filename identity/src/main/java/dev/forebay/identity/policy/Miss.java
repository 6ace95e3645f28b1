package dev.forebay.identity.policy;

import java.util.List;

/** One thing for which a statement does not apply to a request. Immutable. */
public sealed interface Miss {
  /** It is about other actions. */
  record OtherAction() implements Miss {}

  /** It is about other resources. */
  record OtherResource() implements Miss {}

  /** It is about somebody else. */
  record OtherPrincipal() implements Miss {}

  /**
   * It names the account of who asks only, and so leaves it to the account's own policies. In other
   * respects it applies.
   */
  record AccountOnly() implements Miss {}

  /**
   * One of its conditions does not hold.
   *
   * @param operator as the policy writes it
   * @param key as the policy writes it
   * @param wanted the policy's values, variables and all
   * @param had the request's; none when it does not have the key
   */
  record FailedCondition(String operator, String key, List<String> wanted, List<String> had)
      implements Miss {
    /** Copies the lists. */
    public FailedCondition {
      wanted = List.copyOf(wanted);
      had = List.copyOf(had);
    }
  }
}
