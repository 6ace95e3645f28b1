package dev.forebay.function.policy;

import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionListener;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Qualifier;
import dev.forebay.model.Region;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies of functions, versions and aliases as texts, for those who decide on calls. What was
 * read is kept until its function changes: the listener is told before the change is answered, and
 * a reading that began before is over by then. Thread-safe.
 */
public final class AttachedPolicies implements FunctionListener {
  private static final String FUNCTION = "function:";

  private final Rows rows;
  private final Map<FunctionId, Map<String, String>> read = new ConcurrentHashMap<>();

  /** The policies in these rows. */
  public AttachedPolicies(Rows rows) {
    this.rows = rows;
  }

  /**
   * The policy of a function's ARN. That of the function itself covers {@code $LATEST} too
   * ("Resource-based policies", Lambda Developer Guide), and no version or alias.
   */
  public Optional<String> text(Arn function) {
    if (!function.resource().startsWith(FUNCTION)
        || !AccountId.isValid(function.account())
        || !Region.isValid(function.region())) {
      return Optional.empty();
    }
    String name = function.resource().substring(FUNCTION.length());
    int colon = name.indexOf(':');
    FunctionId id =
        new FunctionId(
            new AccountRegion(new AccountId(function.account()), new Region(function.region())),
            colon < 0 ? name : name.substring(0, colon));
    return Optional.ofNullable(policies(id).get(function.resource()));
  }

  // Of a function without policies nothing is kept, or anybody's wrong names would be.
  private Map<String, String> policies(FunctionId id) {
    Map<String, String> found =
        read.computeIfAbsent(
            id,
            wanted -> {
              Map<String, String> policies = readAll(wanted);
              return policies.isEmpty() ? null : policies;
            });
    return found == null ? Map.of() : found;
  }

  /** The texts by the resource part of what they hang on. */
  private Map<String, String> readAll(FunctionId id) {
    Map<String, String> texts = new HashMap<>();
    for (Entry<ResourcePolicy> entry :
        rows.list(id.place(), ResourcePolicy.TABLE, Key.of(id.name()))) {
      Qualifier qualifier = new Qualifier(entry.key().word(1));
      Arn qualified = id.arn(qualifier);
      texts.put(qualified.resource(), entry.value().onlyFor(qualified.toString()).text());
      if (qualifier.isLatest()) {
        texts.put(id.arn().resource(), entry.value().text());
      }
    }
    return texts;
  }

  @Override
  public void changed(FunctionChange change) {
    read.remove(change.function());
  }

  /** Forgets everything. */
  public void reset() {
    read.clear();
  }
}
