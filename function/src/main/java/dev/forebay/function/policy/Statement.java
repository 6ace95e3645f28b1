package dev.forebay.function.policy;

import java.util.List;

/**
 * What a resource policy grants: always Allow, since the API makes no other. Immutable.
 *
 * @param sid the statement's id within its policy
 * @param principal to whom
 * @param action what, such as {@code lambda:InvokeFunction}
 * @param resource the ARN of what it hangs on
 * @param conditions all must hold; in the order in which they are written
 */
public record Statement(
    String sid, Principal principal, String action, String resource, List<Condition> conditions) {
  /** Copies the list. */
  public Statement {
    conditions = List.copyOf(conditions);
  }

  /**
   * A condition. Immutable.
   *
   * @param operator such as {@code ArnLike}
   * @param key such as {@code AWS:SourceArn}
   * @param value what the key's value is compared with
   */
  public record Condition(String operator, String key, String value) {}
}
