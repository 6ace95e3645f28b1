package dev.forebay.function.name;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Qualifier;

/**
 * One function. Immutable.
 *
 * @param place its account and region
 * @param name its bare name
 */
public record FunctionId(AccountRegion place, String name) {
  /** The unqualified ARN. */
  public Arn arn() {
    return place.arn("lambda", "function:" + name);
  }

  /** The ARN of a version or alias. */
  public Arn arn(Qualifier qualifier) {
    return place.arn("lambda", "function:" + name + ":" + qualifier);
  }
}
