package dev.forebay.function.policy;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The policy of a function, version, alias or layer version. Immutable.
 *
 * @param statements in the order in which they were added, never empty where it is stored
 */
public record ResourcePolicy(List<Statement> statements) {
  /** By function and qualifier; the function's own is that of {@code $LATEST}. */
  public static final Table<ResourcePolicy> TABLE = new Table<>("policy", ResourcePolicy.class);

  /** Without any statement. */
  public static final ResourcePolicy EMPTY = new ResourcePolicy(List.of());

  private static final int MOST_BYTES = 20_480;

  /** Copies the list. */
  public ResourcePolicy {
    statements = List.copyOf(statements);
  }

  /** The key of a qualifier's policy. */
  public static Key key(String function, Qualifier qualifier) {
    return Key.of(function, qualifier.value());
  }

  /**
   * With one statement more.
   *
   * @throws AwsException 409 when its id is taken, 400 when the policy grows too long
   */
  public ResourcePolicy with(Statement added) {
    if (statements.stream().anyMatch(statement -> statement.sid().equals(added.sid()))) {
      throw Refusals.conflict(
          "The statement id (%s) provided already exists. Please provide a new statement id, or remove the existing statement."
              .formatted(added.sid()));
    }
    List<Statement> longer = new ArrayList<>(statements);
    longer.add(added);
    ResourcePolicy policy = new ResourcePolicy(longer);
    int size = policy.text().getBytes(StandardCharsets.UTF_8).length;
    if (size > MOST_BYTES) {
      throw new AwsException(
          "PolicyLengthExceededException",
          400,
          "The final policy size (%d) is bigger than the limit (%d).".formatted(size, MOST_BYTES));
    }
    return policy;
  }

  /**
   * With one statement less.
   *
   * @throws AwsException 404 when there is none of that id
   */
  public ResourcePolicy without(String sid) {
    List<Statement> rest =
        statements.stream().filter(statement -> !statement.sid().equals(sid)).toList();
    if (rest.size() == statements.size()) {
      throw Refusals.notFound("Statement " + sid + " is not found in resource policy.");
    }
    return new ResourcePolicy(rest);
  }

  /** The same grants on another resource. */
  ResourcePolicy onlyFor(String resource) {
    return new ResourcePolicy(
        statements.stream()
            .map(statement ->
                new Statement(
                    statement.sid(),
                    statement.principal(),
                    statement.action(),
                    resource,
                    statement.conditions()))
            .toList());
  }

  /** As JSON, as the API answers it. */
  public String text() {
    return PolicyText.policy(this);
  }
}
