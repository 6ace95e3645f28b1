package dev.forebay.function.catalog;

import dev.forebay.function.code.CodeStore;
import dev.forebay.function.concurrency.ProvisionedShares;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Qualifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Tells which version of which function an invocation runs. What was read once is remembered until
 * anything of the function changes.
 *
 * <p>Thread-safe. Correct against concurrent changes without a lock, because what is remembered of
 * a function hangs on one object that a change throws away after its commit: a reader that read too
 * early remembers it on an object that nobody finds any more.
 */
public final class FunctionCatalog {
  private final RouteReader reader;
  private final ProvisionedShares shares;
  private final Functions functions;
  private final CodeStore store;
  private final ConcurrentHashMap<FunctionId, Remembered> cache = new ConcurrentHashMap<>();

  /** A catalog of these functions; listens to their changes from now on. */
  public FunctionCatalog(Functions functions, CodeStore store, ProvisionedShares shares) {
    this.functions = functions;
    this.store = store;
    this.shares = shares;
    this.reader = new RouteReader(functions, store, shares);
    functions.listen(this::forget);
  }

  private record Remembered(ConcurrentHashMap<String, Route> byQualifier) {}

  /**
   * The version to run for one invocation. A function that is still Pending runs: its code is ready
   * before the creation is answered.
   *
   * @param place where the caller is
   * @param nameOrArn any form of a function's name
   * @param qualifier the request's own qualifier
   * @param random decides between the two versions of a weighted alias
   * @throws dev.forebay.wire.AwsException as Invoke answers: 404 with a qualified ARN when it is
   *     not there, 400 or 403 for a name that is malformed or out of reach
   */
  public ResolvedFunction resolve(
      AccountRegion place,
      String nameOrArn,
      Optional<Qualifier> qualifier,
      RandomGenerator random) {
    FunctionTarget target =
        FunctionTarget.of(place, nameOrArn, qualifier.map(Qualifier::value).orElse(null));
    return route(target).choose(random);
  }

  /** How many initialized environments each version is to have now, with what they run. */
  public Map<RunnableVersion, Integer> provisioned(FunctionId id) {
    return store.reading(() -> readProvisioned(id));
  }

  private Map<RunnableVersion, Integer> readProvisioned(FunctionId id) {
    Map<RunnableVersion, Integer> wanted = new LinkedHashMap<>();
    shares
        .of(id)
        .forEach((version, count) ->
            functions
                .findVersion(id, new Qualifier(version))
                .ifPresent(found -> wanted.put(reader.runnable(id, found), count)));
    return wanted;
  }

  /** Forgets everything, within the reset of the code store. */
  public void reset() {
    cache.clear();
  }

  private Route route(FunctionTarget target) {
    String key = target.qualifier().map(Qualifier::value).orElse("");
    Remembered remembered = cache.get(target.function());
    if (remembered != null) {
      Route route = remembered.byQualifier().get(key);
      if (route != null) {
        return route;
      }
    }
    return store.reading(() -> readAndRemember(target, key));
  }

  private Route readAndRemember(FunctionTarget target, String key) {
    Remembered remembered =
        cache.computeIfAbsent(target.function(), id -> new Remembered(new ConcurrentHashMap<>()));
    try {
      Route route = reader.read(target);
      remembered.byQualifier().put(key, route);
      return route;
    } finally {
      if (remembered.byQualifier().isEmpty()) {
        cache.remove(target.function(), remembered);
      }
    }
  }

  private void forget(FunctionChange change) {
    if (change instanceof FunctionChange.Touched) {
      cache.remove(change.function());
    }
  }
}
