package dev.forebay.invocation;

import dev.forebay.execution.FunctionImage;
import dev.forebay.function.catalog.FunctionCatalog;
import dev.forebay.function.catalog.ResolvedFunction;
import dev.forebay.function.catalog.RunnableVersion;
import dev.forebay.function.concurrency.ConcurrencyBudget;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionListener;
import dev.forebay.function.eventinvoke.EventInvokeSettings;
import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.concurrency.Allotment;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Qualifier;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Targets from the function catalog. What the catalog has to count together is remembered until a
 * function changes: register it as a listener. Thread-safe.
 */
public final class CatalogTargets implements Targets, FunctionListener {
  private final FunctionCatalog catalog;
  private final ConcurrencyBudget budget;
  private final RandomGenerator random;
  private final ConcurrentMap<FunctionId, Remembered> provisioned = new ConcurrentHashMap<>();
  private final ConcurrentMap<AccountRegion, Remembered> unreserved = new ConcurrentHashMap<>();

  /**
   * Targets of this catalog.
   *
   * @param catalog finds versions
   * @param budget knows what functions have for themselves
   * @param random thread-safe; decides between the versions of a weighted alias
   */
  public CatalogTargets(FunctionCatalog catalog, ConcurrencyBudget budget, RandomGenerator random) {
    this.catalog = catalog;
    this.budget = budget;
    this.random = random;
  }

  /** A number, once it has been counted. A change throws the whole object away. */
  private static final class Remembered {
    private volatile @Nullable Integer value;
  }

  @Override
  public Target resolve(AccountRegion place, String functionName, Optional<String> qualifier) {
    ResolvedFunction resolved =
        catalog.resolve(
            place,
            functionName,
            qualifier.filter(text -> !text.isEmpty()).map(Qualifier::new),
            random);
    RunnableVersion version = resolved.version();
    return new Target(
        version.function(),
        resolved.invokedArn().toString(),
        image(version, "on-demand"),
        new Allotment(
            version.version(),
            resolved.reservedConcurrency(),
            resolved.provisionedConcurrency(),
            Math.max(resolved.provisionedConcurrency(), provisioned(version.function()))),
        resolved.recursion() == ResolvedFunction.Recursion.ALLOW,
        async(resolved));
  }

  private static AsyncOptions async(ResolvedFunction resolved) {
    Optional<EventInvokeSettings> settings = resolved.eventInvoke();
    return new AsyncOptions(
        settings
            .flatMap(EventInvokeSettings::maximumRetryAttempts)
            .orElse(AsyncOptions.STANDARD_RETRY_ATTEMPTS),
        settings
            .flatMap(EventInvokeSettings::maximumEventAgeSeconds)
            .map(Duration::ofSeconds)
            .orElse(AsyncOptions.MAX_AGE),
        settings.flatMap(EventInvokeSettings::onSuccess),
        settings.flatMap(EventInvokeSettings::onFailure),
        resolved.version().deadLetterTarget());
  }

  /**
   * What an execution environment needs of a version.
   *
   * @param initializationType {@code on-demand}, or {@code provisioned-concurrency} for prewarming
   */
  public static FunctionImage image(RunnableVersion version, String initializationType) {
    return new FunctionImage(
        version.function().place(),
        version.function().name(),
        version.version(),
        version.revision(),
        version.runtime(),
        version.handler(),
        version.roleArn(),
        version.memoryMegabytes(),
        version.timeout(),
        version.tmpMegabytes(),
        version.environment(),
        version.code(),
        version.layers(),
        new FunctionImage.Logging(
            version.logging().group(),
            version.logging().json(),
            version.logging().applicationLevel(),
            version.logging().systemLevel()),
        initializationType);
  }

  private int provisioned(FunctionId id) {
    Remembered remembered = provisioned.get(id);
    if (remembered == null) {
      remembered = provisioned.computeIfAbsent(id, key -> new Remembered());
    }
    Integer known = remembered.value;
    if (known == null) {
      known = catalog.provisioned(id).values().stream().mapToInt(Integer::intValue).sum();
      remembered.value = known;
    }
    return known;
  }

  @Override
  public int unreserved(AccountRegion place) {
    Remembered remembered = unreserved.get(place);
    if (remembered == null) {
      remembered = unreserved.computeIfAbsent(place, key -> new Remembered());
    }
    Integer known = remembered.value;
    if (known == null) {
      known = budget.unreserved(place);
      remembered.value = known;
    }
    return known;
  }

  @Override
  public void changed(FunctionChange change) {
    switch (change) {
      case FunctionChange.ReservedConcurrencySet set -> forget(set.function());
      case FunctionChange.ProvisionedConcurrencySet set -> forget(set.function());
      case FunctionChange.VersionDeleted deleted -> forget(deleted.function());
      case FunctionChange.Deleted deleted -> forget(deleted.function());
      case FunctionChange.Touched touched -> provisioned.remove(touched.function());
      case FunctionChange.Updated updated -> {}
      case FunctionChange.Published published -> {}
    }
  }

  private void forget(FunctionId function) {
    provisioned.remove(function);
    unreserved.remove(function.place());
  }

  /** Forgets everything, after storage itself was reset. */
  public void reset() {
    provisioned.clear();
    unreserved.clear();
  }
}
